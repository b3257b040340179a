import type { ChatUser } from '../../protocol/chat-request.ts';
import { isAssistantName } from '../../protocol/identifiers.ts';
import { MAX_MESSAGE_CODE_POINTS, countCodePoints } from '../../protocol/limits.ts';
import type { Keep, PanelConfig } from '../panel/panel-config.ts';
import { AttributeReader, quote } from './attribute-reader.ts';
import { parseEndpoint } from './endpoint.ts';
import { findKeys } from './key-guard.ts';
import type { Problem } from './problem.ts';

/** Strings of the interface by name; plural ones as forms by CLDR category. */
export type StringTable = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** What the attributes are read against. */
export interface ConfigBase {
  /** What relative addresses are relative to. */
  readonly pageUrl: string;
  /** Hosts of the API itself, refused as endpoint. */
  readonly apiHosts: readonly string[];
  /** Every string that `strings` may override. */
  readonly strings: StringTable;
}

/** What stays with the tag itself: place, look, launcher. */
export interface HostConfig {
  readonly mode: 'floating' | 'inline' | 'fullscreen';
  readonly position: 'bottom-end' | 'bottom-start' | 'top-end' | 'top-start';
  readonly theme: 'auto' | 'system' | 'light' | 'dark';
  /** Unchecked: only a browser knows its colours. */
  readonly accent: string | null;
  readonly layer: 'page' | 'top';
  readonly launcherLabel: string | null;
  /** BCP 47, or `null`: inherited from the page. */
  readonly lang: string | null;
  /** Overrides, known names and right kinds only; without prototype. */
  readonly strings: StringTable;
  readonly teaser: string | null;
  readonly teaserDelayMs: number;
  readonly announce: 'blocks' | 'complete' | 'status' | 'off';
  readonly feedback: boolean;
  readonly sounds: boolean;
  readonly debug: boolean;
}

/** What `parseConfig` found. */
export interface ParsedConfig {
  /** `null`: the chat must not start. */
  readonly config: PanelConfig | null;
  readonly host: HostConfig;
  readonly problems: readonly Problem[];
}

const DAY_MS = 86_400_000;
const DEFAULT_KEEP: Keep = { kind: 'local', ms: 30 * DAY_MS };
const KEEP_UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS };
const PLURAL_CATEGORIES = ['zero', 'one', 'two', 'few', 'many', 'other'];

/**
 * Turns attributes into checked settings: the one place that knows every attribute, its values and its default.
 *
 * @param attributes - every attribute of the tag by name, unknown ones too: a key may hide in any of them.
 * @returns never throws; what is wrong is in `problems`.
 */
export function parseConfig(attributes: Readonly<Record<string, string | null>>, base: ConfigBase): ParsedConfig {
  const reader = new AttributeReader(attributes, base.pageUrl);
  const host = parseHost(reader, base);
  const config = parsePanel(reader, base, host.mode);
  const keys = findKeys(attributes);
  // Beside a key no other problem is told: it might quote the key.
  if (keys.length > 0) return { config: null, host, problems: keys };
  return { config, host, problems: reader.problems };
}

function parseHost(reader: AttributeReader, base: ConfigBase): HostConfig {
  return {
    mode: reader.oneOf('mode', ['floating', 'inline', 'fullscreen']),
    position: reader.oneOf('position', ['bottom-end', 'bottom-start', 'top-end', 'top-start']),
    theme: reader.oneOf('theme', ['auto', 'system', 'light', 'dark']),
    accent: reader.value('accent'),
    layer: reader.oneOf('layer', ['page', 'top']),
    launcherLabel: reader.text('launcher-label', 120),
    lang: parseLang(reader),
    strings: parseStrings(reader, base.strings),
    teaser: reader.text('teaser', 90),
    teaserDelayMs: reader.seconds('teaser-delay', 8),
    announce: reader.oneOf('announce', ['blocks', 'complete', 'status', 'off']),
    feedback: reader.flag('feedback'),
    sounds: reader.flag('sounds'),
    debug: reader.flag('debug'),
  };
}

function parsePanel(reader: AttributeReader, base: ConfigBase, mode: PanelConfig['mode']): PanelConfig | null {
  const endpoint = parseEndpoint(reader, base.pageUrl, base.apiHosts);
  const maxLength = reader.count('max-length', MAX_MESSAGE_CODE_POINTS);
  const config = {
    assistant: parseAssistant(reader),
    mode,
    heading: reader.text('heading', 120),
    subheading: reader.text('subheading', 200),
    avatar: reader.url('avatar', ['https:', 'http:']),
    greeting: reader.lines('greeting', 4000),
    suggestions: parseSuggestions(reader, maxLength),
    placeholder: reader.text('placeholder', 200),
    keep: parseKeep(reader),
    storageKey: reader.value('storage-key'),
    user: parseUser(reader),
    userToken: reader.value('user-token'),
    links: reader.oneOf('links', ['auto', 'new', 'same']),
    images: parseImages(reader),
    contact: reader.url('contact', ['https:', 'http:', 'mailto:', 'tel:']),
    disclosure: reader.text('disclosure', 500),
    privacy: reader.url('privacy', ['https:', 'http:']),
    variant: reader.oneOf('variant', ['document', 'bubbles']),
    maxLength,
    timeoutMs: reader.seconds('timeout', 30),
    deadlineMs: reader.seconds('deadline', 300),
  };
  return endpoint === null ? null : { endpoint, ...config };
}

function parseAssistant(reader: AttributeReader): string | null {
  const assistant = reader.value('assistant');
  if (assistant === null || isAssistantName(assistant)) return assistant;
  reader.warn(
    'assistant',
    `cannot be ${quote(assistant)}. Write its slug, for example assistant="pricing-advisor"; until then your proxy chooses.`,
  );
  return null;
}

function parseKeep(reader: AttributeReader): Keep {
  const value = reader.value('keep')?.toLowerCase() ?? null;
  if (value === null) return DEFAULT_KEEP;
  if (value === 'session' || value === 'none') return { kind: value };
  const [, amount, unit] = /^(\d{1,6}(?:\.\d+)?)\s*([smhdw])$/.exec(value) ?? [];
  const ms = Number(amount) * (KEEP_UNITS_MS[unit ?? ''] ?? 0);
  if (ms > 0) return { kind: 'local', ms };
  reader.warn('keep', `cannot be ${quote(value)}; 30d is used. Write for example 30d, 12h, 45m, session or none.`);
  return DEFAULT_KEEP;
}

function parseSuggestions(reader: AttributeReader, maxLength: number): string[] {
  const value = reader.value('suggestions');
  if (value === null) return [];
  let entries: unknown = value.split('\n');
  if (value.startsWith('[')) entries = parseJson(value);
  if (!Array.isArray(entries)) {
    reader.warn('suggestions', 'is not a proper list. Write one question per line, or JSON such as ["Where is my order?"].');
    return [];
  }
  const suggestions: string[] = [];
  for (const entry of entries as unknown[]) {
    const text = typeof entry === 'string' ? entry.trim().replace(/\s+/g, ' ') : null;
    if (text === '') continue;
    if (text !== null && countCodePoints(text) <= maxLength) suggestions.push(text);
    else reader.warn('suggestions', `has an entry that is not a question of at most ${maxLength} characters; it is left out.`);
  }
  return suggestions;
}

function parseUser(reader: AttributeReader): ChatUser | null {
  const user: ChatUser = {};
  for (const claim of ['id', 'name', 'email'] as const) {
    const value = reader.text(`user-${claim}`, 256);
    if (value !== null) user[claim] = value;
  }
  return Object.keys(user).length > 0 ? user : null;
}

function parseImages(reader: AttributeReader): PanelConfig['images'] {
  const value = reader.value('images');
  if (value === null || value === 'click' || value === 'never') return value ?? 'click';
  const origins = new Set<string>();
  for (const host of value.split(/[\s,]+/)) {
    const [, authority] = /^(?:https:\/\/)?([a-z0-9.-]+(?::\d+)?)\/?$/i.exec(host) ?? [];
    const address = `https://${authority}`;
    if (authority !== undefined && URL.canParse(address)) origins.add(new URL(address).origin);
    else reader.warn('images', `cannot name ${quote(host)}. Write click, never, or exact hosts such as images="cdn.example.com".`);
  }
  return origins.size > 0 ? [...origins] : 'click';
}

function parseLang(reader: AttributeReader): string | null {
  const value = reader.value('lang');
  if (value === null) return null;
  try {
    return Intl.getCanonicalLocales(value)[0] ?? null;
  } catch {
    reader.warn('lang', `cannot be ${quote(value)}. Write a language tag such as en, de or pt-BR.`);
    return null;
  }
}

/** Copies known names one by one: nothing of the owner's object is merged, so nothing of it can reach a prototype. */
function parseStrings(reader: AttributeReader, known: StringTable): StringTable {
  const overrides = Object.create(null) as Record<string, string | Record<string, string>>;
  const value = reader.value('strings');
  if (value === null) return overrides;
  const table = parseJson(value);
  if (typeof table !== 'object' || table === null || Array.isArray(table)) {
    reader.warn('strings', 'is not a JSON object. Write for example strings=\'{"send": "Ask"}\'.');
    return overrides;
  }
  const wrong: string[] = [];
  for (const [name, entry] of Object.entries(table)) {
    const standard = Object.hasOwn(known, name) ? known[name] : undefined;
    const override = typeof standard === 'string' ? parseText(entry) : standard === undefined ? null : parsePlural(entry);
    if (override === null) wrong.push(name);
    else overrides[name] = override;
  }
  if (wrong.length > 0) reader.warn('strings', `has unknown names or wrong values, which are left out: ${quote(wrong.join(', '))}.`);
  return overrides;
}

function parseText(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 1000 ? value : null;
}

function parsePlural(value: unknown): Record<string, string> | null {
  const forms = Object.create(null) as Record<string, string>;
  if (typeof value !== 'object' || value === null) {
    const other = parseText(value);
    return other === null ? null : Object.assign(forms, { other });
  }
  for (const category of PLURAL_CATEGORIES) {
    const form = Object.hasOwn(value, category) ? parseText((value as Record<string, unknown>)[category]) : null;
    if (form !== null) forms[category] = form;
  }
  return Object.hasOwn(forms, 'other') ? forms : null;
}

/** @returns `undefined` for what is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
