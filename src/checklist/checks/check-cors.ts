import { isAnswered, type EndpointFacts } from '../ask-endpoint.ts';
import { isSameOrigin, violationFor, type CheckContext } from '../check-context.ts';
import type { Finding } from '../finding.ts';

/** Whether the browser may show this page what an endpoint on another origin answers. */
export function checkCors(
  { pageUrl, violations, tag }: CheckContext,
  endpoint: string,
  { chat, bare, rest, isThere }: EndpointFacts,
): Finding {
  const { origin } = new URL(pageUrl);
  if (isSameOrigin(endpoint, pageUrl)) return { state: 'ok', title: 'Not needed: page and endpoint have the same address.' };
  if (isAnswered(chat) && rest?.kind === 'failed') {
    return {
      state: 'warn',
      title: `${new URL(endpoint).host} lets pages of ${origin} ask, but not stop an answer, go on with one that was cut off, or delete a conversation.`,
      fix: [
        'If it is a plain forwarder, nothing is wrong: the chat goes on without. Else have it answer OPTIONS requests with this and with Access-Control-Allow-Headers: content-type, idempotency-key, last-event-id, x-assisters-user',
      ],
      paste: 'Access-Control-Allow-Methods: GET, POST, DELETE',
    };
  }
  if (isAnswered(chat)) return { state: 'ok', title: `${new URL(endpoint).host} lets pages of ${origin} ask.` };
  if (violationFor(violations, 'connect-src', endpoint)) return { state: 'unknown', title: 'Not asked: the page’s own policy forbids it.' };
  if (origin === 'null') {
    return {
      state: 'bad',
      title: 'This page has no address of its own (a file on your disk, or a sandboxed frame), so no server can allow it.',
      fix: ['Open the page from a web server; give a sandboxed frame allow-same-origin.'],
    };
  }
  if (bare !== null && isAnswered(bare)) {
    const headers = `content-type, idempotency-key${tag.config?.userToken ? ', x-assisters-user' : ''}`;
    return {
      state: 'bad',
      title: 'The endpoint may be read from this page, but refuses the headers of a question.',
      fix: ['Have it answer OPTIONS requests with status 204 and this header:'],
      paste: `Access-Control-Allow-Headers: ${headers}`,
    };
  }
  if (isThere === true) {
    return {
      state: 'bad',
      title: `A server answers at ${new URL(endpoint).host}, but does not allow pages of ${origin} to read it.`,
      fix: [
        `With assisters-proxy, put the site into its environment and start it again: ALLOWED_ORIGINS=${origin}`,
        'With a forwarder of your own, answer every request, OPTIONS too, with Access-Control-Allow-Headers: content-type, idempotency-key and with this header:',
      ],
      paste: `Access-Control-Allow-Origin: ${origin}`,
    };
  }
  return { state: 'unknown', title: 'Cannot be checked while nothing answers.' };
}
