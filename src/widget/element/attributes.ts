import { isPathSegment } from '../../protocol/identifiers.ts';
import { MAX_MESSAGE_CODE_POINTS } from '../../protocol/limits.ts';
import { en, type Strings } from '../locales/en.ts';
import { ANNOUNCE_MODES } from '../panel/announce-mode.ts';
import type { Keep, PanelConfig } from '../panel/panel-config.ts';
import { parseUrl } from './parse-url.ts';

/**
 * A kind of attribute: its value when absent or wrong, how its text is read (`undefined`: wrong as a whole; `wrong`: a part is, and is
 * left out), and what a right one is, as the end of the sentence "… is not".
 */
export type Kind<Value> = readonly [
  fallback: Value,
  parse: (text: string, wrong: (part: unknown) => void, pageUrl: string) => Value | undefined,
  wanted: string,
];

const DAY_MS = 86_400_000;
const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS };

/** One of a list of words; the first is the default. */
const word = <const Word extends string>(...words: [Word, ...Word[]]): Kind<Word> => [
  words[0],
  (text) => words.find((candidate) => candidate === text.toLowerCase()),
  words.join(', '),
];

/** What passes a test. */
const only = (test: (text: string) => boolean, wanted: string): Kind<string | null> => [
  null,
  (text) => (test(text) ? text : undefined),
  wanted,
];

const anything = only(() => true, '');

/** Text on one line, cut with an ellipsis after `max` code points. */
const line = (max: number): Kind<string | null> => [
  null,
  (text) => {
    const characters = Array.from(text.replace(/[\s\p{Cc}]+/gu, ' '));
    if (characters.length > max) characters.splice(max - 1, Infinity, '…');
    return characters.join('');
  },
  '',
];

/** An address, made absolute. */
const address = (schemes: RegExp, wanted: string): Kind<string | null> => [
  null,
  (text, _wrong, pageUrl) => {
    const href = parseUrl(text, pageUrl)?.href;
    return href && schemes.test(href) ? href : undefined;
  },
  wanted,
];

const webAddress = address(/^https?:/, 'an http(s) address');

/** A number above 0, or from `min` on. */
const number = (fallback: number, max: number, digits: RegExp, wanted: string, min = Number.MIN_VALUE): Kind<number> => [
  fallback,
  (text) => (digits.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined),
  wanted,
];

/** Up to a day: a timer beyond 24 days fires at once. */
const seconds = (fallback: number, min?: number): Kind<number> => number(fallback, 86_400, /^[\d.]+$/, `seconds such as ${fallback}`, min);

const keep: Kind<Keep> = [
  { kind: 'local', ms: 30 * DAY_MS },
  (text) => {
    const value = text.toLowerCase();
    if (value === 'session' || value === 'none') return { kind: value };
    const ms = /^\d{1,6}(\.\d+)?\s*[smhdw]$/.test(value) ? parseFloat(value) * UNITS_MS[value.at(-1)!]! : 0;
    return ms > 0 ? { kind: 'local', ms } : undefined;
  },
  '30d, 12h, session or none',
];

const suggestions: Kind<readonly string[]> = [
  [],
  (text, wrong) => {
    const entries = /^[[{]/.test(text) ? parseJson(text) : text.split('\n');
    if (!Array.isArray(entries)) return undefined;
    const lines = entries.map((entry: unknown) => (typeof entry === 'string' ? entry.trim().replace(/\s+/g, ' ') : void wrong(entry)));
    return lines.filter(Boolean) as string[];
  },
  'questions, one a line',
];

const images: Kind<PanelConfig['images']> = [
  'click',
  (text, wrong) => {
    const value = text.toLowerCase();
    if (value === 'click' || value === 'never') return value;
    const origins = value.split(/[\s,]+/).map((host) => {
      const [, authority] = /^(?:https:\/\/)?([a-z\d.-]+(?::\d+)?)\/?$/.exec(host) ?? [];
      return authority ? `https://${authority}` : void wrong(host);
    });
    const known = origins.filter(Boolean) as string[];
    return known.length > 0 ? known : 'click';
  },
  'click, never or a host',
];

/** On where it stands at all, as in HTML; its text says nothing. */
const flag: Kind<boolean> = [false, () => true, ''];

/** Copies known names one by one: nothing of the owner's object is merged, so nothing of it can reach a prototype. */
const strings: Kind<Partial<Strings>> = [
  {},
  (text, wrong) => {
    const table = text.startsWith('{') && parseJson(text);
    if (!table) return undefined;
    const known: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(table)) {
      if (Object.hasOwn(en, name) && isWording(value, en[name as keyof Strings])) known[name] = value;
      else wrong(name);
    }
    return known;
  },
  'JSON such as {"send": "Ask"}',
];

/** Whether a text, or one form a plural category, may stand in the place of ours; one text serves for all forms, too. */
function isWording(value: unknown, ours: unknown): boolean {
  if (typeof value === 'string') return true;
  const forms = typeof ours === 'string' ? null : (value as Record<string, unknown> | null);
  return typeof forms?.['other'] === 'string' && Object.values(forms).every((form) => typeof form === 'string');
}

/** Only a browser knows its colours. The words are valid for every property and a colour for none. */
const accent = only(
  (text) => CSS.supports('color', text) && !/^(inherit|initial|unset|revert|current)/i.test(text),
  'a CSS colour such as #3b5bdb',
);

/** Attributes that concern the tag itself (place, look, launcher), by property. */
export const HOST_ATTRIBUTES = {
  mode: word('floating', 'inline', 'fullscreen'),
  position: word('bottom-end', 'bottom-start', 'top-end', 'top-start'),
  theme: word('auto', 'system', 'light', 'dark'),
  accent,
  launcherLabel: line(120),
  teaser: line(90),
  teaserDelay: seconds(8, 0),
  lang: only((text) => /^[a-z]{2,3}(-\w{1,8})*$/i.test(text), 'a language such as pt-BR'),
  strings,
  layer: word('page', 'top'),
};

/** Attributes that the panel works by, by property. */
export const PANEL_ATTRIBUTES = {
  endpoint: anything,
  assistant: only(isPathSegment, 'a slug such as pricing-advisor'),
  heading: line(120),
  subheading: line(200),
  avatar: webAddress,
  greeting: anything,
  suggestions,
  placeholder: line(200),
  keep,
  storageKey: anything,
  userId: line(256),
  userName: line(256),
  userEmail: line(256),
  userToken: anything,
  links: word('auto', 'new', 'same'),
  images,
  contact: address(/^(https?|mailto|tel):/, 'mailto:, tel: or http(s)'),
  disclosure: line(500),
  privacy: webAddress,
  variant: word('document', 'bubbles'),
  maxLength: number(MAX_MESSAGE_CODE_POINTS, MAX_MESSAGE_CODE_POINTS, /^\d+$/, `1 to ${MAX_MESSAGE_CODE_POINTS}`),
  timeout: seconds(30),
  deadline: seconds(300),
  announce: word(...ANNOUNCE_MODES),
  feedback: flag,
  sounds: flag,
};

/** The attribute that stands for a property. */
export function attributeName(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** @returns `undefined` for what is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
