import type { Source } from '../../protocol/chat-event.ts';
import type { ConversationState, Turn } from './state.ts';

/** Headings of a transcript in markdown, in the visitor's language. */
export interface TranscriptNames {
  user: string;
  assistant: string;
}

/**
 * Writes a conversation down for its visitor to keep.
 *
 * `json` is a list like the API's own: `{messages: [{role, content, created_at, state?}]}`, where an assistant's message tells
 * how it ended. Neither form holds the session's id or a key: knowing one is the right to use it.
 *
 * @param names - headings of the markdown form; English by default.
 */
export function createTranscript(
  { turns }: ConversationState,
  format: 'markdown' | 'json',
  names: TranscriptNames = { user: 'You', assistant: 'Assistant' },
): string {
  if (format === 'json') return JSON.stringify({ messages: turns.flatMap(toMessages) }, null, 2);
  const parts = turns.flatMap(({ question, answer, sources }) => [
    question && `**${names.user}:**\n\n${question}\n`,
    answer && `**${names.assistant}:**\n\n${answer.trimEnd()}\n`,
    sources.map(toListItem).join(''),
  ]);
  return parts.filter(Boolean).join('\n');
}

/** JSON writes a date as ISO 8601, and nothing for what is undefined. */
function toMessages({ question, answer, state, sources, askedAtMs, endedAtMs }: Turn): object[] {
  return [
    ...(question ? [{ role: 'user', content: question, created_at: new Date(askedAtMs) }] : []),
    {
      role: 'assistant',
      content: answer,
      created_at: new Date(endedAtMs ?? askedAtMs),
      state,
      sources: sources.length > 0 ? sources : undefined,
    },
  ];
}

function toListItem({ title, url }: Source): string {
  return `- [${title.replace(/[\\[\]]/g, '\\$&').replace(/\s+/g, ' ')}](<${url.replace(/[<>\s]/g, encodeURIComponent)}>)\n`;
}
