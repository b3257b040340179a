import type { Clock } from './clock.ts';
import type { LogEntry } from './log-entry.ts';
import type { Store } from './stores/store.ts';

/** What the owner is told: the upstream's refusal, or that visitors' addresses are unknown, so that all share one limit. */
export type AlertCode = 'invalid_api_key' | 'insufficient_funds' | 'assistant_not_found' | 'origin_not_allowed' | 'client_address_unknown';

/** One website that may use the proxy. */
export interface SiteOptions {
  /** Part of every session's upstream id: renaming a site ends its conversations. `default` unless there are several sites. */
  name?: string;
  /** Exact origins (`https://shop.example`), or `https://*.example.com` for sub-domains of one label. */
  origins?: readonly string[];
  /** Assistants that visitors may ask, by slug or id. With one alone, requests need not name it. */
  assistants: readonly string[];
  /** Code points of a message; may only lower the default of 4,000. */
  maxMessageLength?: number;
  /** Sends the page's `user` upstream although nobody has checked it. Default: dropped. */
  allowUnverifiedUsers?: boolean;
  /** Any page in the world may use this site's assistants, and scripts without an `Origin` too. For public demos. */
  dangerouslyAllowAnyOrigin?: boolean;
}

/** How many questions are let through. Each is a count of accepted questions; 1 to 1,000,000. */
export interface LimitOptions {
  /** One IPv4 address or one IPv6 /64: the wall. 20 a minute, 200 a day; a school or a mobile carrier is one address. */
  address?: { perMinute?: number; perDay?: number };
  /** One conversation: 10 a minute, 1 answer at a time. */
  session?: { perMinute?: number; streams?: number };
  /** All visitors of a site: 60 a minute, 6,000 a day. */
  site?: { perMinute?: number; perDay?: number };
  /** All sites together, below what the key allows: 90 a minute, 9,500 a day. */
  key?: { perMinute?: number; perDay?: number };
  /** Reading and deleting sessions and reading assistants, per address: 120 a minute. */
  reads?: { perMinute?: number };
}

/** How long things may take, in milliseconds. */
export interface TimeOptions {
  /** For a visitor's body to arrive: 10,000. */
  bodyMs?: number;
  /** From the request to the upstream to its first event: 30,000. Connecting is part of it, for `fetch` does not tell it from waiting. */
  firstTokenMs?: number;
  /** From event to event: 45,000. */
  betweenTokensMs?: number;
  /** One streamed answer in all: 300,000. */
  totalMs?: number;
  /** One unstreamed answer (`POST /chat`) in all: 120,000. */
  wholeAnswerMs?: number;
  /** Reading or deleting a session, reading an assistant: 30,000. */
  readMs?: number;
  /** Between two signs of life on a silent stream: 8,000. */
  heartbeatMs?: number;
  /** For a visitor who left to come back, while the answer is written on: 20,000. Only where the browser sent an `Idempotency-Key`. */
  leaveMs?: number;
}

/** Everything that a proxy can be told. Either the fields of one site, or `sites`. */
export interface ProxyOptions extends Partial<SiteOptions> {
  /** The key of the Assisters API. It leaves the proxy towards `baseUrl` only. */
  apiKey: string;
  /** Default `https://api.assisters.dev/v1`. Plain http is accepted towards a loopback address alone. */
  baseUrl?: string;
  /** At least 32 bytes each, newest first: the first names conversations, the others only find those of before. */
  sessionSecrets: readonly string[];
  sites?: readonly SiteOptions[];
  /** Path that the routes stand under. Default: routes are found at the end of the path, whatever stands before. */
  basePath?: string;
  /** How many reverse proxies of your own stand in front: the client's address is then read from `X-Forwarded-For`. Default 0: never. */
  trustProxy?: number;
  /** Bytes of a request's body: 65,536; may only be lowered. */
  maxBodyBytes?: number;
  limits?: LimitOptions;
  times?: TimeOptions;
  /** Where limits and running answers are kept. Default: this process's memory. */
  store?: Store;
  /** Another `fetch` towards the upstream. */
  fetch?: typeof globalThis.fetch;
  clock?: Clock;
  /** Called once per request, after its answer has ended. Holds no words, names, addresses or keys. */
  log?: (entry: LogEntry) => void;
  /** Called when the owner must act; the same code at most once an hour. */
  onAlert?: (code: AlertCode) => void;
}
