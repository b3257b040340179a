import { isScriptForm, writeAttribute, type CheckContext } from '../check-context.ts';
import type { Finding } from '../finding.ts';

/** Whether the tag names an address that a chat can ask at all. */
export function checkEndpoint(context: CheckContext): Finding {
  const { tag, attributes, pageUrl, scripts } = context;
  const paste = writeAttribute(context, 'endpoint', '/api/assisters');
  const place = isScriptForm(scripts) ? 'the script tag' : 'the <assisters-chat> tag';
  const text = attributes.get('endpoint')?.trim() ?? '';
  const bad = (title: string, ...fix: string[]): Finding => ({ state: 'bad', title, fix, paste });

  if (tag.config === null) {
    const reason = tag.problems[0] ?? '';
    if (!reason.startsWith('endpoint ')) return { state: 'unknown', title: 'Not looked at while there is a secret in the tag.' };
    if (text === '') {
      return bad(
        'The tag does not say where your proxy is.',
        `Write the address of your proxy on ${place}. If your web server passes /api/assisters on to it:`,
      );
    }
    if (reason.includes('is the API')) {
      return bad(
        'The endpoint is the Assisters API itself. It needs your key, and a key must never be in a page.',
        'Start the proxy on your server (README, "Put it on a site", step 2), and write its address here.',
      );
    }
    if (reason.includes('user name'))
      return bad('The endpoint holds a user name or a password, which every visitor could read.', 'Write the address without them:');
    if (/[?#]/.test(text)) return bad('The endpoint has a "?" or a "#" in it.', 'Write the address up to there, without what follows:');
    return bad('The endpoint is not an address that begins with http:// or https:// or with one slash.', `Write it on ${place} like this:`);
  }

  const url = new URL(tag.config.endpoint);
  const page = new URL(pageUrl);
  if (isLocal(url.hostname) && !isLocal(page.hostname)) {
    return bad(
      `The endpoint is ${url.host}: on a visitor's computer that is the visitor's own computer, where no proxy runs.`,
      'Have your web server pass a path of your site on to the proxy, and write that path:',
    );
  }
  if (page.protocol === 'https:' && url.protocol === 'http:' && !isLocal(url.hostname)) {
    return {
      state: 'bad',
      title: 'The page is https, the endpoint is http: browsers stop such requests.',
      fix: ['Give the proxy a certificate, or have your web server pass a path on to it. Then write:'],
      paste: writeAttribute(context, 'endpoint', `https${url.href.slice(4).replace(/\/$/, '')}`),
    };
  }
  if (/\/v1$/.test(url.pathname)) {
    return {
      state: 'warn',
      title: `The endpoint ends in /v1, as the API's own address does: ${url.href}`,
      fix: ['The endpoint is the address of your proxy, not of the API. If your proxy really lives there, all is well.'],
    };
  }
  return { state: 'ok', title: `The endpoint is ${url.href}` };
}

function isLocal(host: string): boolean {
  return /^(localhost|.*\.localhost|127\..*|\[::1\])$/.test(host);
}
