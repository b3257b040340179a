import { AssistersError } from '../protocol/assisters-error.ts';
import type { Assistant, ChatReply, ChatRequest, ChatSession } from '../protocol/chat-request.ts';
import { ChatStream } from './chat-stream.ts';
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
}

/** The API, typed. Every method rejects with an `AssistersError` and with nothing else. */
export interface AssistersClient {
  /** Asks and waits for the whole answer. */
  chat(request: ChatRequest, options?: ChatOptions): Promise<ChatReply>;
  /** Asks and yields the answer as it is written. */
  chatStream(request: ChatRequest, options?: ChatStreamRequestOptions): ChatStream;
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
export function createClient(options: ClientOptions): AssistersClient {
  const base = parseBaseUrl(options.baseUrl);
  const doFetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));

  function send(
    method: string,
    path: string,
    init: { body?: ChatRequest; accept: string; key?: string | undefined; signal?: AbortSignal | undefined },
  ) {
    const headers: Record<string, string> = { ...(typeof options.headers === 'function' ? options.headers() : options.headers) };
    headers['accept'] = init.accept;
    if (init.body !== undefined) headers['content-type'] = 'application/json';
    if (options.apiKey !== undefined) headers['authorization'] = `Bearer ${options.apiKey}`;
    if (init.key !== undefined) headers['idempotency-key'] = init.key;
    const request: RequestInit = {
      method,
      headers,
      // Not 'error', which workerd lacks: a redirect comes back as it is, and is refused by its status.
      redirect: 'manual',
      ...browserPrivacy(),
    };
    if (init.body !== undefined) request.body = JSON.stringify(init.body);
    if (init.signal !== undefined) request.signal = init.signal;
    return doFetch(base + path, request);
  }

  async function call<T>(
    method: string,
    path: string,
    accept: RequestOptions & { body?: ChatRequest; key?: string | undefined },
    read: (response: Response) => Promise<T>,
  ) {
    try {
      return await read(await send(method, path, { accept: 'application/json', ...accept }));
    } catch (error) {
      throw toAssistersError(error, accept.signal);
    }
  }

  return {
    chat: (request, { idempotencyKey, signal } = {}) =>
      call('POST', '/chat', { body: request, key: idempotencyKey, signal }, async (response) => parseChatReply(await readJson(response))),
    chatStream: (request, { idempotencyKey, signal, onActivity } = {}) =>
      new ChatStream({
        send: () => send('POST', '/chat/stream', { body: request, accept: 'text/event-stream', key: idempotencyKey, signal }),
        signal,
        onActivity,
      }),
    sessions: {
      get: (sessionId, { signal } = {}) =>
        call('GET', `/sessions/${encodeURIComponent(sessionId)}`, { signal }, async (response) =>
          parseChatSession(await readJson(response)),
        ),
      delete: (sessionId, { signal } = {}) =>
        call('DELETE', `/sessions/${encodeURIComponent(sessionId)}`, { signal }, async (response) => {
          if (!response.ok) throw await refusalOf(response);
          await response.body?.cancel();
        }),
    },
    assistants: {
      list: ({ signal } = {}) => call('GET', '/assistants', { signal }, async (response) => parseAssistantList(await readJson(response))),
      get: (slug, { signal } = {}) =>
        call('GET', `/assistants/${encodeURIComponent(slug)}`, { signal }, async (response) => parseAssistant(await readJson(response))),
    },
  };
}

function parseBaseUrl(baseUrl: string): string {
  let url: URL;
  try {
    url = new URL(baseUrl);
  } catch (cause) {
    throw new AssistersError('invalid_request', `The base URL "${baseUrl}" is not an absolute URL.`, { cause });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new AssistersError('invalid_request', `The base URL "${baseUrl}" is neither http nor https.`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** No cookies, no cache, no referrer where a browser would add them; elsewhere these fields mean nothing, and workerd refuses them. */
function browserPrivacy(): RequestInit {
  if (!('document' in globalThis)) return {};
  return { credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' };
}
