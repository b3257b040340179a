import { parseErrorEnvelope } from '../protocol/assisters-error.ts';
import { isSameOrigin, type CheckContext } from './check-context.ts';

/** How long one free request may take. */
const PATIENCE_MS = 10_000;

/** An answer that was never asked for. */
const TURN = 'turn_checklist_checklist_';

/** A policy's word on a request comes after the request has failed. */
const VIOLATION_MS = 50;

/** What came back for one request. */
export type Reply =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly isHtml: boolean;
      /** `undefined`: no JSON. */
      readonly json: unknown;
      /** The code of a refusal that speaks our protocol; empty for a word that we do not know. */
      readonly code: string | null;
    }
  /** It leads somewhere else, where the chat does not follow. */
  | { readonly kind: 'redirected' }
  | { readonly kind: 'late' }
  /** Nothing came, or the browser may not show it; a browser does not say which. */
  | { readonly kind: 'failed' };

/** What the endpoint answers to requests that cost nothing. */
export interface EndpointFacts {
  readonly health: Reply;
  /** A GET where questions are asked, with the headers of a question: from elsewhere it needs the same permission. */
  readonly chat: Reply;
  /** The same without those headers; only where that failed. */
  readonly bare: Reply | null;
  /** What only some answers need, asked of one that nobody knows: to stop it and to go on with it. Only where a question passed. */
  readonly rest: Reply | null;
  /** Whether anything at all answers, readable or not; only where something failed. */
  readonly isThere: boolean | null;
  /** Whether the address where questions are asked is known to the server. */
  readonly knowsChat: boolean;
}

/** Asks whatever costs nothing: no question is ever sent. Never rejects. */
export async function askEndpoint(context: CheckContext, endpoint: string): Promise<EndpointFacts> {
  const isNear = isSameOrigin(endpoint, context.pageUrl);
  const headers = { ...visitorHeaders(context), 'content-type': 'application/json', 'idempotency-key': TURN };
  const [health, chat] = await Promise.all([ask(context, `${endpoint}/health`), ask(context, `${endpoint}/chat/stream`, { headers })]);
  const hasFailed = chat.kind === 'failed';
  const bare = hasFailed && !isNear ? await ask(context, `${endpoint}/chat/stream`) : null;
  const rest =
    isAnswered(chat) && !isNear
      ? await ask(context, `${endpoint}/chat/stream/${TURN}`, { method: 'DELETE', headers: { 'last-event-id': '0' } })
      : null;
  const isThere = (hasFailed || health.kind === 'failed') && !isNear ? await isAnswering(context, `${endpoint}/health`) : null;
  // Servers that know a route only for POST call it missing for GET; many tell the truth when asked for the methods.
  const isMissing = isAnswered(chat) && chat.status === 404 && chat.code === null;
  const options = isMissing && isNear ? await ask(context, `${endpoint}/chat/stream`, { method: 'OPTIONS' }) : null;
  const knowsChat = isMissing
    ? options !== null && isAnswered(options) && options.status < 300 && !options.isHtml
    : isAnswered(chat) && !chat.isHtml;
  if (hasFailed) await new Promise((resolve) => setTimeout(resolve, VIOLATION_MS));
  return { health, chat, bare, rest, isThere, knowsChat };
}

/** What goes with each request of a visitor whom the site has signed in. */
export function visitorHeaders({ tag }: Pick<CheckContext, 'tag'>): Record<string, string> {
  const token = tag.config?.userToken ?? null;
  return token === null ? {} : { 'x-assisters-user': token };
}

/** One request as the chat makes it: no cookies, no cache, no redirect followed. Never rejects. */
export async function ask({ fetch }: Pick<CheckContext, 'fetch'>, url: string, init: RequestInit = {}): Promise<Reply> {
  try {
    const response = await fetch(url, {
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...init,
    });
    const { status, type, headers } = response;
    if (type === 'opaqueredirect' || (status >= 300 && status < 400)) return { kind: 'redirected' };
    const text = await response.text();
    const json = parseJson(text);
    const envelope = parseErrorEnvelope(json);
    const isHtml = /html/i.test(headers.get('content-type') ?? '') || /^\s*<(!doctype|html)/i.test(text);
    return { kind: 'answered', status, isHtml, json, code: envelope === null ? null : (envelope.code ?? '') };
  } catch (error) {
    return { kind: (error as Error).name === 'TimeoutError' ? 'late' : 'failed' };
  }
}

/** Whether a reply could be read. */
export function isAnswered(reply: Reply): reply is Extract<Reply, { kind: 'answered' }> {
  return reply.kind === 'answered';
}

async function isAnswering({ fetch }: CheckContext, url: string): Promise<boolean> {
  try {
    // The browser shows nothing of the answer, and so asks nobody whether it may.
    await fetch(url, { mode: 'no-cors', credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
    return true;
  } catch {
    return false;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
