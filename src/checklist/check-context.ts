/** What the chat's tag says, as far as the checks need it. */
export interface ReadTag {
  /** `null`: the chat must not start. */
  readonly config: TagConfig | null;
  /** What the chat itself tells on the console; without `config` the one reason for that. */
  readonly problems: readonly string[];
}

export interface TagConfig {
  /** Absolute, without a slash at its end. */
  readonly endpoint: string;
  readonly assistant: string | null;
  readonly avatar: string | null;
  readonly keep: { readonly kind: 'local' | 'session' | 'none' };
  readonly storageKey: string | null;
  readonly userToken: string | null;
}

/** A request that the page's policy stopped. */
export interface Violation {
  /** `connect-src`, `trusted-types` … */
  readonly directive: string;
  /** The address, or what a policy of no address names. */
  readonly blocked: string;
  /** The whole policy that stopped it. */
  readonly policy: string;
}

/** One script tag that brings the chat. */
export interface ScriptTag {
  /** Absolute. */
  readonly src: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** A place of the page where a secret could stand. */
export interface PageText {
  /** For people: `the script no. 2 of the page`, `<div data-x>`. */
  readonly where: string;
  readonly text: string;
}

/** A chat of the page. */
export interface PageChat {
  readonly id: string;
  /** The name of its conversation; `null` where it does not run. */
  readonly conversation: string | null;
  /** What screen readers call its button, or where it has none its panel; `null` before it is drawn. */
  readonly name: string | null;
}

/** Everything that the checks know, read once from the page; so that a check is a plain function. */
export interface CheckContext {
  /** All attributes of the chat's element. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Names of those that mean something. */
  readonly known: readonly string[];
  readonly tag: ReadTag;
  /** The page's address. */
  readonly pageUrl: string;
  /** Whether the chat was drawn: what a policy can forbid. */
  readonly isDrawn: boolean;
  /** What the page's policy stopped up to now; grows. */
  readonly violations: readonly Violation[];
  readonly scripts: readonly ScriptTag[];
  /** The panel was open before anybody had touched the page, and has been told to be. */
  readonly opensItself: boolean;
  readonly chats: readonly PageChat[];
  readonly texts: Iterable<PageText>;
  readonly storage: {
    /** Whether it may be read; nothing is written to find out. */
    readonly local: boolean;
    readonly session: boolean;
    readonly isFramed: boolean;
  };
  readonly isOnline: boolean;
  readonly fetch: typeof globalThis.fetch;
  /** Whether an image can be had. */
  loadImage(url: string): Promise<boolean>;
}

/** An attribute as the owner has to write it: on the script tag all begin with `data-`. */
export function writeAttribute({ scripts }: Pick<CheckContext, 'scripts'>, name: string, value: string): string {
  return `${isScriptForm(scripts) ? 'data-' : ''}${name}="${value}"`;
}

/** Whether the chat comes from a script tag alone, without an element that the owner wrote. */
export function isScriptForm(scripts: readonly ScriptTag[]): boolean {
  return scripts.some(({ attributes }) => attributes.has('data-endpoint') || attributes.has('data-debug'));
}

/** Whether the proxy lives where the page does, so that no permission is needed to read its answers. */
export function isSameOrigin(endpoint: string, pageUrl: string): boolean {
  return new URL(endpoint).origin === new URL(pageUrl).origin;
}

/** What the page's policy stopped on its way to an address. */
export function violationFor(violations: readonly Violation[], directive: string, url: string): Violation | undefined {
  const { origin } = new URL(url);
  return violations.find(
    ({ directive: found, blocked }) => found === directive && URL.canParse(blocked) && new URL(blocked).origin === origin,
  );
}
