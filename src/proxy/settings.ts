import { isPathSegment } from '../protocol/identifiers.ts';
import { MAX_BODY_BYTES, MAX_MESSAGE_CODE_POINTS } from '../protocol/limits.ts';
import { matchesOrigin, parseAllowedOrigin, type AllowedOrigin } from './allowed-origin.ts';
import { systemClock, type Clock } from './clock.ts';
import { OptionReader } from './option-reader.ts';
import type { LimitOptions, ProxyOptions, TimeOptions } from './options.ts';
import { ProxyOptionsError } from './proxy-options-error.ts';
import { createMemoryStore } from './stores/memory-store.ts';
import type { Store } from './stores/store.ts';
import { findUpstreamProblem } from './upstream-url.ts';

const DEFAULT_BASE_URL = 'https://api.assisters.dev/v1';

/** Bytes that a secret must have: as many as the HMAC puts out. */
const MIN_SECRET_BYTES = 32;

/** A site, checked. */
export interface Site {
  readonly name: string;
  readonly origins: readonly AllowedOrigin[];
  readonly anyOrigin: boolean;
  readonly assistants: readonly string[];
  /** Code points. */
  readonly maxMessageLength: number;
  readonly allowUnverifiedUsers: boolean;
}

type Filled<T> = { readonly [K in keyof T]-?: Filled<NonNullable<T[K]>> };

/** Options, checked, with every default in its place. */
export interface Settings {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly sessionSecrets: readonly [string, ...string[]];
  readonly sites: readonly Site[];
  /** Without a slash at its end; `null`: any. */
  readonly basePath: string | null;
  readonly trustProxy: number;
  readonly maxBodyBytes: number;
  readonly limits: Filled<LimitOptions>;
  readonly times: Filled<TimeOptions>;
  readonly store: Store;
  readonly fetch: typeof globalThis.fetch | undefined;
  readonly clock: Clock;
  readonly log: NonNullable<ProxyOptions['log']>;
  readonly onAlert: NonNullable<ProxyOptions['onAlert']>;
}

/**
 * Checks all options.
 *
 * @param options - of unknown shape: they may come from a JSON file.
 * @throws {ProxyOptionsError} with every problem that there is.
 */
export function parseOptions(options: unknown): Settings {
  const reader = new OptionReader(options);
  const apiKey = parseApiKey(reader);
  const sessionSecrets = parseSecrets(reader, apiKey);
  const baseUrl = reader.text('baseUrl') ?? DEFAULT_BASE_URL;
  const urlProblem = findUpstreamProblem(baseUrl);
  if (urlProblem !== null) reader.problem('baseUrl', urlProblem);
  const clock = reader.object<Clock>('clock', ['nowMs', 'monotonicMs', 'after']) ?? systemClock;
  const settings: Settings = {
    apiKey,
    baseUrl,
    sessionSecrets,
    sites: parseSites(reader),
    basePath: parseBasePath(reader),
    trustProxy: reader.integer('trustProxy', 0, 0, 10),
    maxBodyBytes: reader.integer('maxBodyBytes', MAX_BODY_BYTES, 256, MAX_BODY_BYTES),
    limits: parseLimits(reader.group('limits')),
    times: parseTimes(reader.group('times')),
    store:
      reader.object<Store>('store', ['incr', 'get', 'set', 'claim', 'remove', 'append', 'read', 'subscribe']) ??
      createMemoryStore({ clock }),
    fetch: reader.callable('fetch'),
    clock,
    log: reader.callable('log') ?? (() => undefined),
    onAlert: reader.callable('onAlert') ?? (() => undefined),
  };
  reader.refuseUnknown();
  if (reader.problems.length > 0) throw new ProxyOptionsError(reader.problems);
  return settings;
}

function parseApiKey(reader: OptionReader): string {
  const apiKey = reader.text('apiKey') ?? '';
  if (apiKey === '') reader.problem('apiKey', 'is missing');
  else if (!/^[\x21-\x7e]+$/.test(apiKey)) reader.problem('apiKey', 'has spaces, line ends or other characters that no key has');
  return apiKey;
}

function parseSecrets(reader: OptionReader, apiKey: string): [string, ...string[]] {
  const secrets = reader.list('sessionSecrets') ?? [];
  if (secrets.length === 0) reader.problem('sessionSecrets', 'is missing; make one with `openssl rand -base64 32`');
  for (const [index, secret] of secrets.entries()) {
    const name = `sessionSecrets[${index}]`;
    const bytes = new TextEncoder().encode(secret).length;
    if (bytes < MIN_SECRET_BYTES) reader.problem(name, `has ${bytes} bytes, at least ${MIN_SECRET_BYTES} are needed`);
    if (secret === apiKey && secret !== '') reader.problem(name, 'is the API key; a secret of its own is needed');
    if (secrets.indexOf(secret) !== index) reader.problem(name, 'is there twice');
  }
  return [secrets[0] ?? '', ...secrets.slice(1)];
}

const SITE_FIELDS = ['name', 'origins', 'assistants', 'maxMessageLength', 'allowUnverifiedUsers', 'dangerouslyAllowAnyOrigin'];

function parseSites(reader: OptionReader): Site[] {
  const groups = reader.groups('sites');
  const alsoAtTop = SITE_FIELDS.filter((field) => reader.has(field));
  if (groups === undefined) return [parseSite(reader, 'default')];
  for (const field of alsoAtTop) reader.problem(field, 'belongs into one of the `sites`');
  const sites = groups.map((group, index) => {
    if (!group.has('name')) group.problem('name', 'is missing; with several sites each needs one');
    const site = parseSite(group, `site-${index}`);
    group.refuseUnknown();
    return site;
  });
  for (const [index, site] of sites.entries()) {
    const before = sites.slice(0, index);
    if (before.some(({ name }) => name === site.name)) reader.problem('sites', `two sites are named ${JSON.stringify(site.name)}`);
    const shared = site.origins.find((origin) => before.some((other) => other.origins.some((theirs) => isSameOrigin(origin, theirs))));
    if (shared !== undefined) reader.problem('sites', `${describeOrigin(shared)} belongs to two sites`);
  }
  if (sites.filter(({ anyOrigin }) => anyOrigin).length > 1) reader.problem('sites', 'only one site can take requests of any origin');
  return sites;
}

function parseSite(reader: OptionReader, defaultName: string): Site {
  const name = reader.text('name') ?? defaultName;
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(name)) reader.problem('name', 'must be 1 to 64 letters, digits, dots, dashes or underscores');
  const anyOrigin = reader.flag('dangerouslyAllowAnyOrigin');
  const origins: AllowedOrigin[] = [];
  const listed = reader.list('origins') ?? [];
  if (listed.length === 0 && !anyOrigin) reader.problem('origins', 'is missing; without one no page can use the proxy');
  for (const text of listed) {
    const origin = parseAllowedOrigin(text);
    if (typeof origin === 'string') reader.problem('origins', origin);
    else if (!origins.some((other) => isSameOrigin(other, origin))) origins.push(origin);
  }
  const assistants = reader.list('assistants') ?? [];
  if (assistants.length === 0) reader.problem('assistants', 'is missing; name at least one that visitors may ask');
  for (const assistant of assistants) {
    if (!isPathSegment(assistant)) reader.problem('assistants', `${JSON.stringify(assistant)} is neither a slug nor an id`);
  }
  return {
    name,
    origins,
    anyOrigin,
    assistants: [...new Set(assistants)],
    maxMessageLength: reader.integer('maxMessageLength', MAX_MESSAGE_CODE_POINTS, 1, MAX_MESSAGE_CODE_POINTS),
    allowUnverifiedUsers: reader.flag('allowUnverifiedUsers'),
  };
}

function isSameOrigin(a: AllowedOrigin, b: AllowedOrigin): boolean {
  if (a.kind === 'exact' && b.kind === 'exact') return matchesOrigin(a, b.origin);
  return a.kind === 'subdomain' && b.kind === 'subdomain' && a.suffix === b.suffix;
}

function describeOrigin(origin: AllowedOrigin): string {
  return origin.kind === 'exact' ? origin.origin : `https://*${origin.suffix}`;
}

function parseBasePath(reader: OptionReader): string | null {
  const text = reader.text('basePath');
  if (text === undefined) return null;
  if (!/^(?:\/[A-Za-z0-9._~-]+)*\/?$/.test(text)) reader.problem('basePath', 'must be a path like /api/assisters');
  return text.replace(/\/$/, '');
}

const MAX_COUNT = 1_000_000;

function parseLimits(reader: OptionReader): Settings['limits'] {
  const windows = (name: string, perMinute: number, perDay: number) => {
    const group = reader.group(name);
    const limit = { perMinute: group.integer('perMinute', perMinute, 1, MAX_COUNT), perDay: group.integer('perDay', perDay, 1, MAX_COUNT) };
    if (limit.perDay < limit.perMinute) group.problem('perDay', 'is less than perMinute');
    group.refuseUnknown();
    return limit;
  };
  const session = reader.group('session');
  const reads = reader.group('reads');
  const limits = {
    address: windows('address', 20, 200),
    session: { perMinute: session.integer('perMinute', 10, 1, MAX_COUNT), streams: session.integer('streams', 1, 1, 100) },
    site: windows('site', 60, 6000),
    key: windows('key', 90, 9500),
    reads: { perMinute: reads.integer('perMinute', 120, 1, MAX_COUNT) },
  };
  for (const group of [session, reads, reader]) group.refuseUnknown();
  return limits;
}

function parseTimes(reader: OptionReader): Settings['times'] {
  const ms = (name: string, fallback: number) => reader.integer(name, fallback, 10, 3_600_000);
  const times = {
    bodyMs: ms('bodyMs', 10_000),
    firstTokenMs: ms('firstTokenMs', 30_000),
    betweenTokensMs: ms('betweenTokensMs', 45_000),
    totalMs: ms('totalMs', 300_000),
    wholeAnswerMs: ms('wholeAnswerMs', 120_000),
    readMs: ms('readMs', 30_000),
    heartbeatMs: ms('heartbeatMs', 8_000),
    leaveMs: ms('leaveMs', 20_000),
  };
  reader.refuseUnknown();
  return times;
}
