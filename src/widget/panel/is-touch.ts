/** Whether the visitor's main way to point is a finger: then the keyboard is on the screen, in the way of what is read. */
export function isTouch(): boolean {
  return matchMedia('(pointer: coarse)').matches;
}
