import type { ChatUser } from '../../protocol/chat-request.ts';
import { countCodePoints } from '../../protocol/limits.ts';
import type { PanelConfig } from '../panel/panel-config.ts';
import { attributeName, HOST_ATTRIBUTES, PANEL_ATTRIBUTES, type Kind } from './attributes.ts';
import { findKeys } from './key-guard.ts';
import { parseUrl } from './parse-url.ts';

/** Attributes that stand for nothing when they are empty: whoever wrote one meant a name. */
const NAMES = /^(heading|launcher-label)$/;

type Values<Kinds> = { readonly [Name in keyof Kinds]: Kinds[Name] extends Kind<infer Value> ? Value : never };

/** What stays with the tag itself: place, look, launcher, texts. */
export type HostConfig = Values<typeof HOST_ATTRIBUTES>;

/** What `parseConfig` found. */
export interface ParsedConfig {
  /** `null`: the chat must not start. */
  readonly config: PanelConfig | null;
  readonly host: HostConfig;
  /** What the owner should mend, a sentence each; without `config` the one reason for that. Never with a key or a password. */
  readonly problems: readonly string[];
}

/**
 * Turns attributes into checked settings; what is wrong counts as absent.
 *
 * @param attributes - every attribute of the tag by name, unknown ones too: a key may hide in any of them.
 * @param pageUrl - what relative addresses are relative to.
 */
export function parseConfig(attributes: ReadonlyMap<string, string>, pageUrl: string): ParsedConfig {
  const problems: string[] = [];
  const host = parseAll(HOST_ATTRIBUTES, attributes, pageUrl, problems);
  const {
    endpoint: text,
    userId,
    userName,
    userEmail,
    timeout,
    deadline,
    ...panel
  } = parseAll(PANEL_ATTRIBUTES, attributes, pageUrl, problems);
  // Beside a key no other problem is told: it might quote the key.
  const refusal = findKeys(attributes) ?? refuseEndpoint(text, pageUrl);
  if (refusal) return { config: null, host, problems: [refusal] };

  const claims = Object.entries({ id: userId, name: userName, email: userEmail }).filter(([, claim]) => claim !== null);
  const config = {
    ...panel,
    endpoint: new URL(text!, pageUrl).href.replace(/\/+$/, ''),
    mode: host.mode,
    suggestions: panel.suggestions.filter((question) => countCodePoints(question) <= panel.maxLength),
    user: claims.length > 0 ? (Object.fromEntries(claims) as ChatUser) : null,
    timeoutMs: timeout * 1000,
    deadlineMs: deadline * 1000,
  };
  return { config, host, problems };
}

function parseAll<Kinds extends Readonly<Record<string, Kind<unknown>>>>(
  kinds: Kinds,
  attributes: ReadonlyMap<string, string>,
  pageUrl: string,
  problems: string[],
): Values<Kinds> {
  const values = Object.entries(kinds).map(([property, [fallback, parse, wanted]]) => {
    const name = attributeName(property);
    const text = attributes.get(name)?.trim();
    // A flag is on without a text, too.
    if (!text && (text === undefined || fallback !== false)) {
      if (text === '' && NAMES.test(name)) problems.push(`${name}="" names nothing. Write a name, or leave it out.`);
      return [property, fallback];
    }
    const wrong: string[] = [];
    const value = parse(text, (part) => void wrong.push(String(part)), pageUrl);
    if (value === undefined) wrong.push(text);
    if (wrong.length > 0) problems.push(`${name}="${wrong.join(', ').slice(0, 60)}" is not ${wanted}.`);
    return [property, value ?? fallback];
  });
  return Object.fromEntries(values) as Values<Kinds>;
}

/** Why the chat cannot speak to an endpoint; `false` when it can. */
function refuseEndpoint(text: string | null, pageUrl: string): string | false {
  const reason = endpointFault(text ?? '', pageUrl);
  return reason && `endpoint ${reason}. Write endpoint="/api/assisters".`;
}

function endpointFault(text: string, pageUrl: string): string | false {
  if (text === '') return 'is missing';
  // Without a scheme it would silently be http on an http page.
  const url = /^[\\/]{2}|\p{Cc}/u.test(text) ? null : parseUrl(text, pageUrl);
  if (!/^https?:/.test(url?.href ?? '')) return 'is not an http(s) address';
  const { username, password, hostname } = url!;
  if (username + password) return 'holds a user name or password';
  if (/^api\.assisters\.dev\.?$/.test(hostname)) return 'is the API: the key must stay on a proxy';
  return /[?#]/.test(text) && 'has "?" or "#"';
}
