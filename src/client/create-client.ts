import { AssistersError } from '../protocol/assisters-error.ts';
import type { Assistant, ChatReply, ChatRequest, ChatSession } from '../protocol/chat-request.ts';
import { createChatStream, type ChatStream } from './chat-stream.ts';
import { parseAssistant, parseAssistantList, parseChatReply, parseChatSession } from './parse-answers.ts';
import { readJson, refusalOf, toAssistersError } from './response.ts';

export interface ClientOptions {
  /** The API's or a proxy's base, for example `https://api.assisters.dev/v1`; http(s), a slash at its end is ignored. */
  baseUrl: string;
  /** Sent as `Authorization: Bearer`. Never in a browser: a page speaks to a proxy, which has the key. */
  apiKey?: string;
  /** Further headers of every request. */
  headers?: Record<string, string> | (() => Record<string, string>);
  /** Another `fetch`, for runtimes and tests. */
  fetch?: typeof globalThis.fetch;
}

export interface RequestOptions {
  signal?: AbortSignal | undefined;
}

export interface ChatOptions extends RequestOptions {
  /** `Idempotency-Key`: the same key is answered with the same answer, and billed once, by a server that honours it. */
  idempotencyKey?: string;
}

export interface ChatStreamRequestOptions extends ChatOptions {
  /** Called whenever bytes of any kind arrive, heartbeats included; for clocks that watch over silence. */
  onActivity?: () => void;
  /** Called with the id of each event that has one: with the last of them an answer is resumed. */
  onEventId?: (id: string) => void;
}

export interface ResumeOptions extends Omit<ChatStreamRequestOptions, 'idempotencyKey'> {
  /** The last event that is known, as the server numbers them; all of the answer without it. */
  lastEventId?: string | undefined;
}

/** The API, typed. Every method rejects with an `AssistersError` and with nothing else. */
export interface AssistersClient {
  /** Asks and waits for the whole answer. */
  chat(request: ChatRequest, options?: ChatOptions): Promise<ChatReply>;
  /** Asks and yields the answer as it is written. */
  chatStream(request: ChatRequest, options?: ChatStreamRequestOptions): ChatStream;
  /** Of a proxy that knows them; the API itself has no turns. */
  turns: {
    /** The rest of an answer, live, by the `Idempotency-Key` of its question; rejects with `turn_not_found` where it is not kept. */
    resume(key: string, options?: ResumeOptions): ChatStream;
    /**
     * Ends an answer before its end, by the `Idempotency-Key` of its question: what was said is kept, nothing more is billed. Goes out
     * even when the page is going; rejects with `turn_not_found` where nobody knows the key.
     */
    stop(key: string, options?: RequestOptions): Promise<void>;
  };
  sessions: {
    /** A conversation's history; rejects with `session_not_found` where there is none. */
    get(sessionId: string, options?: RequestOptions): Promise<ChatSession>;
    /** Deletes a conversation; again is no error. */
    delete(sessionId: string, options?: RequestOptions): Promise<void>;
  };
  assistants: {
    /** Those that the key may use. */
    list(options?: RequestOptions): Promise<Assistant[]>;
    /** By slug or id; rejects with `assistant_not_found`. */
    get(slug: string, options?: RequestOptions): Promise<Assistant>;
  };
}

/**
 * Makes a client of the Assisters API, or of anything that speaks like it.
 *
 * @throws {AssistersError} `invalid_request` when `baseUrl` is not an absolute http(s) URL.
 */
export function createClient({
  baseUrl,
  apiKey,
  headers,
  fetch = (...request) => globalThis.fetch(...request),
}: ClientOptions): AssistersClient {
  const base = parseBaseUrl(baseUrl);

  async function send(
    method: string,
    path: string,
    { accept = 'application/json', body, idempotencyKey, lastEventId, keepalive, signal }: SendOptions,
  ) {
    const response = await fetch(base + path, {
      method,
      headers: {
        ...(typeof headers === 'function' ? headers() : headers),
        accept,
        ...(body && { 'content-type': 'application/json' }),
        ...(apiKey && { authorization: `Bearer ${apiKey}` }),
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
        ...(lastEventId && { 'last-event-id': lastEventId }),
      },
      // Not 'error', which workerd lacks: a redirect comes back as it is, and is refused by its status.
      redirect: 'manual',
      ...browserPrivacy(),
      ...(body && { body: JSON.stringify(body) }),
      ...(keepalive && { keepalive }),
      ...(signal && { signal }),
    });
    if (!response.ok) throw await refusalOf(response);
    return response;
  }

  async function call<Answer>(method: string, path: string, options: SendOptions, read: (response: Response) => Promise<Answer>) {
    try {
      return await read(await send(method, path, options));
    } catch (error) {
      throw toAssistersError(error, options.signal);
    }
  }

  const json =
    <Answer>(parse: (value: unknown) => Answer) =>
    async (response: Response) =>
      parse(await readJson(response));

  return {
    chat: (body, options) => call('POST', '/chat', { ...options, body }, json(parseChatReply)),
    chatStream: (body, { onActivity, onEventId, ...options } = {}) =>
      createChatStream({
        send: () => send('POST', '/chat/stream', { ...options, body, accept: 'text/event-stream' }),
        signal: options.signal,
        onActivity,
        onEventId,
      }),
    turns: {
      resume: (key, { onActivity, onEventId, ...options } = {}) =>
        createChatStream({
          send: () => send('GET', `/chat/stream/${encodeURIComponent(key)}`, { ...options, accept: 'text/event-stream' }),
          signal: options.signal,
          onActivity,
          onEventId,
        }),
      stop: (key, options = {}) => call('DELETE', `/chat/stream/${encodeURIComponent(key)}`, { ...options, keepalive: true }, discard),
    },
    sessions: {
      get: (id, options = {}) => call('GET', `/sessions/${encodeURIComponent(id)}`, options, json(parseChatSession)),
      delete: (id, options = {}) => call('DELETE', `/sessions/${encodeURIComponent(id)}`, options, discard),
    },
    assistants: {
      list: (options = {}) => call('GET', '/assistants', options, json(parseAssistantList)),
      get: (slug, options = {}) => call('GET', `/assistants/${encodeURIComponent(slug)}`, options, json(parseAssistant)),
    },
  };
}

interface SendOptions extends ChatOptions {
  accept?: string;
  lastEventId?: string | undefined;
  /** The request outlives its page. */
  keepalive?: boolean;
  body?: ChatRequest;
}

/** Reads an answer that says nothing but that it was done. */
async function discard({ headers, body }: Response): Promise<void> {
  await body?.cancel();
  if (headers.get('content-type')?.startsWith('text/html')) throw new AssistersError('bad_response', 'Got a web page.');
}

function parseBaseUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new AssistersError('invalid_request', `"${baseUrl}" is not an absolute http(s) URL.`);
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

/** No cookies, no cache, no referrer where a browser would add them; elsewhere these fields mean nothing, and workerd refuses them. */
function browserPrivacy(): RequestInit {
  return 'document' in globalThis ? { credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' } : {};
}
