import type { ChatUser } from '../../protocol/chat-request.ts';
import type { AnnounceMode } from './announce-mode.ts';

/** How long a conversation lasts in this browser. */
export type Keep = { kind: 'local'; ms: number } | { kind: 'session' } | { kind: 'none' };

/** Everything that the panel may know of the element's attributes, already checked. Replaced as a whole when one changes. */
export interface PanelConfig {
  /** Absolute URL of the proxy, without a slash at its end. */
  readonly endpoint: string;
  /** Slug or id; `null` where the proxy pins one. */
  readonly assistant: string | null;
  readonly mode: 'floating' | 'inline' | 'fullscreen';
  readonly heading: string | null;
  readonly subheading: string | null;
  /** Absolute http(s) URL. */
  readonly avatar: string | null;
  /** Markdown of the first bubble. */
  readonly greeting: string | null;
  readonly suggestions: readonly string[];
  readonly placeholder: string | null;
  readonly keep: Keep;
  /** Separates several chats on one origin. */
  readonly storageKey: string | null;
  readonly user: ChatUser | null;
  /** JWT for `X-Assisters-User`. */
  readonly userToken: string | null;
  readonly links: 'auto' | 'new' | 'same';
  /** `click`, `never`, or the https origins that may load at once. */
  readonly images: 'click' | 'never' | readonly string[];
  /** Absolute `mailto:`, `tel:` or http(s) URL. */
  readonly contact: string | null;
  /** `null`: the translated notice; `off`: none; else the owner's own words. */
  readonly disclosure: string | null;
  /** Absolute URL beside the disclosure. */
  readonly privacy: string | null;
  readonly variant: 'document' | 'bubbles';
  /** Code points. */
  readonly maxLength: number;
  /** Silence after which a request counts as stalled. */
  readonly timeoutMs: number;
  /** The longest that one answer may take. */
  readonly deadlineMs: number;
  /** Thumbs under answers. */
  readonly feedback: boolean;
  /** What screen readers hear of answers, unless the visitor says otherwise. */
  readonly announce: AnnounceMode;
  /** The visitor may turn on a sound for new answers. */
  readonly sounds: boolean;
}
