import type { Problem } from './problem.ts';

/** Characters of a wrong value that are quoted back. */
const QUOTED_LENGTH = 60;

/** Setting a timer beyond a day is a slip of the pen, and beyond 24 days it fires at once. */
const MAX_SECONDS = 86_400;

/** Control characters but tab and line feed: they have no place in any text of ours. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Reads attributes as the kinds of value that they hold; what is wrong is noted in `problems` and counts as absent. */
export class AttributeReader {
  readonly problems: Problem[] = [];
  readonly #attributes: Readonly<Record<string, string | null>>;
  readonly #pageUrl: string;

  /** @param pageUrl - what relative addresses are relative to. */
  constructor(attributes: Readonly<Record<string, string | null>>, pageUrl: string) {
    this.#attributes = attributes;
    this.#pageUrl = pageUrl;
  }

  /** Whether a boolean attribute is there. */
  flag(name: string): boolean {
    return this.#get(name) !== null;
  }

  /** The trimmed value, or `null` when there is nothing but space. */
  value(name: string): string | null {
    return this.#get(name)?.trim() || null;
  }

  /** Text on one line, cut with an ellipsis after `maxLength` code points. */
  text(name: string, maxLength: number): string | null {
    return this.lines(name, maxLength)?.replace(/\s+/g, ' ') ?? null;
  }

  /** Text that keeps its line breaks, cut with an ellipsis after `maxLength` code points. */
  lines(name: string, maxLength: number): string | null {
    const text = this.value(name)?.replace(CONTROLS, '').trim();
    if (!text) return null;
    const characters = Array.from(text);
    if (characters.length <= maxLength) return text;
    this.warn(name, `is ${characters.length} characters long and was cut after ${maxLength}.`);
    return `${characters.slice(0, maxLength - 1).join('')}…`;
  }

  /** One of a list of words; absent or unknown, the first. */
  oneOf<const Word extends string>(name: string, words: readonly [Word, ...Word[]]): Word {
    const value = this.value(name);
    if (value === null) return words[0];
    const word = words.find((candidate) => candidate === value.toLowerCase());
    if (word !== undefined) return word;
    this.warn(name, `cannot be ${quote(value)}. Write one of: ${words.join(', ')}.`);
    return words[0];
  }

  /** An address, made absolute; `schemes` with their colon. */
  url(name: string, schemes: readonly string[]): string | null {
    const value = this.value(name);
    if (value === null) return null;
    const url = URL.canParse(value, this.#pageUrl) ? new URL(value, this.#pageUrl) : null;
    if (url !== null && schemes.includes(url.protocol)) return url.href;
    this.warn(name, `cannot be ${quote(value)}. Write an address that begins with ${schemes.join(' or ')}, or with / for this site.`);
    return null;
  }

  /** A time in seconds, decimals allowed. @returns milliseconds, above 0. */
  seconds(name: string, defaultSeconds: number): number {
    const value = this.value(name);
    if (value === null) return defaultSeconds * 1000;
    const seconds = /^\d*\.?\d+$/.test(value) ? Number(value) : 0;
    if (seconds > 0 && seconds <= MAX_SECONDS) return seconds * 1000;
    this.warn(name, `cannot be ${quote(value)}. Write seconds as a number, for example ${name}="${defaultSeconds}".`);
    return defaultSeconds * 1000;
  }

  /** A whole number from 1 to `max`, which is also the default. */
  count(name: string, max: number): number {
    const value = this.value(name);
    if (value === null) return max;
    const count = /^\d{1,9}$/.test(value) ? Number(value) : 0;
    if (count >= 1 && count <= max) return count;
    this.warn(name, `cannot be ${quote(value)}. Write a whole number from 1 to ${max}.`);
    return max;
  }

  /** Notes something that the chat can live with. */
  warn(attribute: string, message: string): void {
    this.problems.push({ attribute, severity: 'warning', message: `"${attribute}" ${message}` });
  }

  /** Notes something that the chat cannot start with. */
  refuse(attribute: string, message: string): void {
    this.problems.push({ attribute, severity: 'error', message: `"${attribute}" ${message}` });
  }

  #get(name: string): string | null {
    return Object.hasOwn(this.#attributes, name) ? (this.#attributes[name] ?? null) : null;
  }
}

/** A value in quotation marks, short enough for a console. */
export function quote(value: string): string {
  return JSON.stringify(value.length > QUOTED_LENGTH ? `${value.slice(0, QUOTED_LENGTH)}…` : value);
}
