/** Hosts that are this machine whatever a resolver says: only literal addresses, for a name can be pointed elsewhere. */
const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Checks where the key may be sent.
 *
 * Plain http is for loopback alone. A URL that is not written the way it will be used (`..`, userinfo, `0x7f.1`, upper case) is
 * refused: it is a mistake or an attempt to send the key to where nobody looks.
 *
 * @returns `null` when it is right, else a sentence about what is wrong, which never repeats a password.
 */
export function findUpstreamProblem(text: string): string | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'is not an absolute URL; write it like https://api.assisters.dev/v1';
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'is neither http nor https';
  if (url.username !== '' || url.password !== '') return 'has a user name or password in it';
  if (text.includes('?') || text.includes('#')) return 'has a query or a fragment';
  if (/(?:^|[/\\])(?:\.|%2e){1,2}(?:[/\\]|$)/i.test(text)) return 'has "." or ".." in its path';
  const canonical = `${url.origin}${url.pathname}`;
  if (canonical.replace(/\/+$/, '') !== text.replace(/\/+$/, '')) return `is not written as it is used; write ${canonical}`;
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) {
    return 'is plain http, which shows the key to the network; use https (http only to 127.0.0.1 or [::1], by address)';
  }
  return null;
}
