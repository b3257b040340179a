import type { Phrases } from '../locales/phrases.ts';
import type { MarkdownPolicy } from '../markdown/markdown-view.ts';
import type { PanelConfig } from './panel-config.ts';

/** Answers stand below the panel's `h2` and the messages' `h3`. */
const HEADING_BASE = 4;

/** How answers are rendered: what the owner allows, in the visitor's language. */
export function createAnswerPolicy(config: PanelConfig | null, phrases: Phrases): MarkdownPolicy {
  return {
    links: config?.links ?? 'auto',
    images: config?.images ?? 'click',
    headingBase: HEADING_BASE,
    labels: {
      copyCode: phrases.say('copyCode'),
      copied: phrases.say('copied'),
      code: phrases.say('code'),
      table: phrases.say('table'),
      image: phrases.say('image'),
      showImage: (host) => phrases.say('showImage', { host }),
      opensNewTab: phrases.say('opensNewTab'),
    },
  };
}
