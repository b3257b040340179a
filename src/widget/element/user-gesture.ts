/**
 * Whether the running code was called straight from something that the visitor did: only then may focus move.
 *
 * `navigator.userActivation` stays true for seconds after any click, so a timer of the page could steal the focus;
 * `window.event` is deprecated for what it cannot see (shadow trees), but it is the one thing that says "in this very call".
 */
export function isUserGesture(): boolean {
  const event = window.event;
  return event?.isTrusted === true && /click|key|down$|up$|touchend|submit|command/.test(event.type);
}
