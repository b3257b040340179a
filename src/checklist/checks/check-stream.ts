import { createClient } from '../../client/create-client.ts';
import { AssistersError } from '../../protocol/assisters-error.ts';
import { createSessionId, createTurnKey, IDENTIFIER_BYTES } from '../../protocol/identifiers.ts';
import { visitorHeaders } from '../ask-endpoint.ts';
import { isSameOrigin, writeAttribute, type CheckContext } from '../check-context.ts';
import type { Finding } from '../finding.ts';
import { originRefused } from './check-proxy.ts';

/** Long enough an answer that it takes a model a while; short enough to cost next to nothing. */
const QUESTION = 'In about eight short sentences: what can you help me with?';

/** The longest that the test waits. */
const PATIENCE_MS = 60_000;

/** An answer whose pieces come within this time of each other came at once. */
const AT_ONCE_MS = 40;

/** An answer that was complete sooner could have come at once by being that quick. */
const TOO_FAST_MS = 400;

/** How one answer arrived. Times are in milliseconds from the request. */
export interface StreamFacts {
  /** Media type of the answer. */
  readonly type: string;
  /** `content-encoding` and `server`, where the browser shows them. */
  readonly encoding: string;
  readonly server: string;
  readonly headMs: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** How often the network brought something after the head. */
  readonly reads: number;
  /** Pieces of text. */
  readonly pieces: number;
}

/** Nothing was asked yet. */
export const STREAM_NOT_ASKED: Finding = {
  state: 'unknown',
  title: 'Not checked yet: only a real answer shows it.',
};

/** Asks one short question, which is billed as one, and tells how its answer came. Never rejects. */
export async function checkStream(context: CheckContext, endpoint: string): Promise<Finding> {
  try {
    return judgeStream(await timeAnswer(context, endpoint));
  } catch (error) {
    return judgeFailure(error, context, endpoint);
  }
}

async function timeAnswer(context: CheckContext, endpoint: string): Promise<StreamFacts> {
  const { tag, fetch } = context;
  const startMs = performance.now();
  const since = (): number => performance.now() - startMs;
  const mint = (): Uint8Array => crypto.getRandomValues(new Uint8Array(IDENTIFIER_BYTES));
  let head: Headers | null = null;
  let headMs = 0;
  const client = createClient({
    baseUrl: endpoint,
    headers: visitorHeaders(context),
    fetch: async (...request) => {
      const response = await fetch(...request);
      head = response.headers;
      headMs = since();
      return response;
    },
  });
  const assistant = tag.config?.assistant ?? null;
  const times: number[] = [];
  let activity = 0;
  const answer = client.chatStream(
    { message: QUESTION, session_id: createSessionId(mint()), ...(assistant !== null && { assistant }) },
    {
      idempotencyKey: createTurnKey(mint()),
      signal: AbortSignal.timeout(PATIENCE_MS),
      onActivity: () => void activity++,
    },
  );
  for await (const event of answer) {
    if (event.type === 'chunk') times.push(since());
    if (event.type === 'error') throw new AssistersError(event.error.code, event.error.message, { status: event.error.status });
  }
  const read = (name: string): string => (head as Headers | null)?.get(name)?.toLowerCase() ?? '';
  return {
    type: read('content-type').split(';')[0]!.trim(),
    encoding: read('content-encoding'),
    server: `${read('server')} ${read('cf-ray') && 'cloudflare'}`.trim(),
    headMs,
    firstMs: times[0] ?? since(),
    lastMs: times.at(-1) ?? since(),
    // The head is an activity too.
    reads: Math.max(0, activity - 1),
    pieces: times.length,
  };
}

/** What the times of an answer mean. */
export function judgeStream({ type, encoding, server, headMs, firstMs, lastMs, reads, pieces }: StreamFacts): Finding {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const told = `head after ${seconds(headMs)}, first words after ${seconds(firstMs)}, last after ${seconds(lastMs)}; ${pieces} pieces, reads from the network: ${reads}`;
  if (type === 'application/json') {
    return {
      state: 'warn',
      title: `An answer came, but whole and not word by word (${seconds(lastMs)}): this proxy does not stream. The chat works.`,
      fix: ['To have it stream, have the proxy pass on the API’s text/event-stream as it comes, or use assisters-proxy.'],
    };
  }
  if (pieces === 0)
    return { state: 'warn', title: 'The answer was empty.', fix: ['See whether the assistant has content to answer from.'] };
  if (pieces > 2 && lastMs - firstMs <= AT_ONCE_MS && lastMs >= TOO_FAST_MS) {
    return {
      state: 'bad',
      title: `An answer came, but all at once at its end (${told}): something between the proxy and the browser holds it back.`,
      fix: bufferFixes(encoding, server),
      paste: 'proxy_buffering off;',
    };
  }
  if (pieces < 3 || (lastMs < TOO_FAST_MS && reads < 3)) {
    return { state: 'unknown', title: `An answer came, too short or too fast to say whether it streams (${told}).` };
  }
  return { state: 'ok', title: `The answer came word by word (${told}).` };
}

function bufferFixes(encoding: string, server: string): string[] {
  const fixes: [isLikely: boolean, fix: string][] = [
    [encoding !== '', 'Compression holds answers back: switch gzip and brotli off for text/event-stream on this path.'],
    [
      server.includes('cloudflare'),
      'Cloudflare: make a rule without compression and without caching for this path; switch off what rewrites pages there.',
    ],
    [server.includes('apache'), 'Apache: SetEnvIf Request_URI "^/api/assisters" no-gzip=1, and ProxyPass … flushpackets=on'],
    [
      !/cloudflare|apache/.test(server),
      'nginx: put the line below into the location of the endpoint, or have the proxy send the header X-Accel-Buffering: no',
    ],
    [
      encoding === '' && server === '',
      'Behind a CDN or with compression: switch both off for this path (text/event-stream must not be compressed).',
    ],
  ];
  const likely = fixes.filter(([isLikely]) => isLikely).map(([, fix]) => fix);
  return [...likely, 'PHP: end output buffers, and flush() after each piece.'];
}

function judgeFailure(error: unknown, context: CheckContext, endpoint: string): Finding {
  const { code, status } = error instanceof AssistersError ? error : { code: 'server_error', status: 0 };
  const number = status > 0 ? ` (${status})` : '';
  const bad = (title: string, ...fix: string[]): Finding => ({
    state: 'bad',
    title: `The test question was not answered: ${title}${number}.`,
    fix,
  });
  switch (code) {
    case 'origin_not_allowed':
      return originRefused(new URL(context.pageUrl).origin);
    case 'invalid_api_key':
      return bad('the API refuses the key', 'Give the proxy a valid key, in ASSISTERS_API_KEY on the server, and start it again.');
    case 'insufficient_funds':
      return bad('the account has no funds left', 'Add funds to your Assisters account.');
    case 'assistant_not_found':
      return {
        ...bad('there is no such assistant', 'Compare the spelling with the name in your account, and correct the tag:'),
        paste: writeAttribute(context, 'assistant', 'my-assistant'),
      };
    case 'rate_limit_exceeded':
      return bad('too many questions were asked just now', 'Wait a minute, then ask again.');
    case 'service_unavailable':
      return bad('the proxy runs, but the API behind it refuses', 'Run on the server: npx assisters-proxy check');
    case 'offline':
      return bad(
        'nothing came back that the browser may show',
        isSameOrigin(endpoint, context.pageUrl)
          ? 'See whether the proxy runs.'
          : 'See the lines about the proxy and about permission (CORS).',
      );
    case 'timeout':
    case 'stopped':
      return bad('it took longer than a minute', 'See whether the proxy reaches the API, and the proxy’s log.');
    case 'interrupted':
      return bad(
        'the answer was cut off before its end',
        'Raise the time that your web server allows an answer to take (with nginx: proxy_read_timeout 300s;).',
      );
    case 'not_found':
    case 'method_not_allowed':
    case 'bad_response':
      return bad(
        'what answers there is not a proxy',
        'Correct the endpoint, or have your web server pass /chat/stream below it on to the proxy, with POST.',
      );
    default:
      return bad('the proxy answers with an error', 'Look into the proxy’s log on your server.');
  }
}
