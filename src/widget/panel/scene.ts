import type { Phrases } from '../locales/phrases.ts';
import type { MarkdownPolicy } from '../markdown/markdown-view.ts';
import type { PanelConfig } from './panel-config.ts';

/** What everything in the panel shows itself by, beside the conversation. Replaced as a whole when any of it changes. */
export interface Scene {
  readonly config: PanelConfig;
  readonly phrases: Phrases;
  /** The assistant's. */
  readonly name: string;
  /** What the visitor knows the site as. */
  readonly siteName: string;
  /** How answers are rendered. Another one renders them anew, so it stays the same for as long as it says the same. */
  readonly policy: MarkdownPolicy;
}

/** Answers stand below the panel's `h2` and the messages' `h3`. */
const HEADING_BASE = 4;

/** The next scene, which is the one before where nothing has changed. */
export function createScene(
  before: Scene | undefined,
  config: PanelConfig,
  phrases: Phrases,
  name: string,
  siteName: string,
  enhance?: MarkdownPolicy['enhance'],
): Scene {
  const keepsWords = before?.phrases === phrases && before.policy.enhance === enhance;
  if (keepsWords && before.config === config && before.name === name && before.siteName === siteName) return before;
  const { links, images } = config;
  const keepsPolicy = keepsWords && before.config.links === links && before.config.images === images;
  const policy = keepsPolicy
    ? before.policy
    : {
        links,
        images,
        headingBase: HEADING_BASE,
        enhance,
        labels: phrases.markdownLabels(),
        // A visitor may want it otherwise in the middle of an answer, and no answer is rendered anew for it.
        get wholeLines() {
          return matchMedia('(prefers-reduced-motion: reduce)').matches;
        },
      };
  return { config, phrases, name, siteName, policy };
}
