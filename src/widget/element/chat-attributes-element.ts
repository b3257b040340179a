import { LitElement, type PropertyDeclarations } from 'lit';
import type { Strings } from '../locales/en.ts';
import type { PanelConfig } from '../panel/panel-config.ts';
import { attributeName, HOST_ATTRIBUTES, PANEL_ATTRIBUTES } from './attributes.ts';
import { parseConfig, type HostConfig, type ParsedConfig } from './config.ts';
import { KEY_ATTRIBUTES } from './key-guard.ts';
import { readAttributes } from './read-attributes.ts';

const FLAGS = /^(open|feedback|sounds|debug)$/;

const OWN_PROPERTIES = ['open', 'debug', ...Object.keys(PANEL_ATTRIBUTES), ...Object.keys(HOST_ATTRIBUTES)].filter(
  // HTML's own.
  (property) => property !== 'lang',
);

/** A property as its attribute would say it. What no attribute can say is named by its kind: nothing that a page sets may throw. */
function toText(value: unknown): string | null | undefined {
  if (typeof value === 'string' || value === null || value === undefined) return value;
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value;
  }
}

/** Every attribute of `<assisters-chat>` as a property. What they may be, and what they are when absent: `attributes.ts`. */
export abstract class ChatAttributesElement extends LitElement {
  static override properties: PropertyDeclarations = Object.fromEntries(
    OWN_PROPERTIES.map((property) => [
      property,
      {
        attribute: attributeName(property),
        type: FLAGS.test(property) ? Boolean : String,
        // The two that style sheets ask for, and the one that the checklist watches.
        reflect: /^(open|mode|debug)$/.test(property),
        ...(property === 'mode' && { converter: { toAttribute: toText } }),
      },
    ]),
  );

  // A key is refused whenever it turns up.
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang', ...KEY_ATTRIBUTES];
  }

  override attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    super.attributeChangedCallback(name, before, after);
    this.requestUpdate();
  }

  /** The tag as it is now: its attributes, all of them, and in their place the properties that a script may have set. */
  protected readConfig(): ParsedConfig {
    const attributes = readAttributes(this);
    for (const property of OWN_PROPERTIES) {
      const value = this[property as keyof this] as unknown;
      const name = attributeName(property);
      if ((value ?? false) === false) attributes.delete(name);
      else attributes.set(name, toText(value)!);
    }
    return parseConfig(attributes, document.baseURI);
  }

  /** The proxy's base, relative to the page. Without it the chat does not start. */
  declare endpoint: string | null | undefined;
  /** Slug or id of the assistant, where the proxy does not pin one. */
  declare assistant: string | null | undefined;
  declare mode: HostConfig['mode'] | null | undefined;
  /** Corner; logical, so it mirrors in right-to-left pages. */
  declare position: HostConfig['position'] | null | undefined;
  /** Whether the panel is shown. */
  declare open: boolean;
  declare theme: HostConfig['theme'] | null | undefined;
  /** Any CSS colour. */
  declare accent: string | null | undefined;
  declare heading: string | null | undefined;
  declare subheading: string | null | undefined;
  /** URL of an image. */
  declare avatar: string | null | undefined;
  /** Markdown of the first bubble; never sent. */
  declare greeting: string | null | undefined;
  /** Starter questions: a list, JSON, or one per line. */
  declare suggestions: readonly string[] | string | null | undefined;
  declare placeholder: string | null | undefined;
  declare launcherLabel: string | null | undefined;
  declare teaser: string | null | undefined;
  /** Seconds. */
  declare teaserDelay: number | string | null | undefined;
  /** Overrides for texts of the interface: an object, or JSON. */
  declare strings: Partial<Strings> | string | null | undefined;
  /** `30d`, `12h`, `session`, `none` … */
  declare keep: string | null | undefined;
  declare storageKey: string | null | undefined;
  declare userId: string | null | undefined;
  declare userName: string | null | undefined;
  declare userEmail: string | null | undefined;
  /** JWT, signed by the site's own server. */
  declare userToken: string | null | undefined;
  declare links: PanelConfig['links'] | null | undefined;
  /** `click`, `never`, or https hosts. */
  declare images: string | null | undefined;
  /** `mailto:`, `tel:` or http(s) URL. */
  declare contact: string | null | undefined;
  /** Text, or `off`. */
  declare disclosure: string | null | undefined;
  declare variant: PanelConfig['variant'] | null | undefined;
  declare layer: HostConfig['layer'] | null | undefined;
  declare announce: PanelConfig['announce'] | null | undefined;
  declare feedback: boolean;
  declare sounds: boolean;
  /** URL beside the disclosure. */
  declare privacy: string | null | undefined;
  /** Code points; may only lower 4000. */
  declare maxLength: number | string | null | undefined;
  /** Seconds of silence. */
  declare timeout: number | string | null | undefined;
  /** Seconds for one answer. */
  declare deadline: number | string | null | undefined;
  /** The owner's checklist. */
  declare debug: boolean;
}
