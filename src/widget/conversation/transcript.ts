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
  state: ConversationState,
  format: 'markdown' | 'json',
  names: TranscriptNames = { user: 'You', assistant: 'Assistant' },
): string {
  return format === 'json' ? JSON.stringify({ messages: state.turns.flatMap(toMessages) }, null, 2) : toMarkdown(state.turns, names);
}

function toMarkdown(turns: readonly Turn[], names: TranscriptNames): string {
  const parts = turns.flatMap(({ question, answer, sources }) => [
    question && `**${names.user}:**\n\n${question}`,
    answer && `**${names.assistant}:**\n\n${answer.trimEnd()}`,
    sources.map(({ title, url }) => `- [${escapeLabel(title)}](<${escapeTarget(url)}>)`).join('\n'),
  ]);
  return parts
    .filter(Boolean)
    .map((part) => `${part}\n`)
    .join('\n');
}

function toMessages({ question, answer, state, sources, askedAtMs, endedAtMs }: Turn): object[] {
  const asked = { role: 'user', content: question, created_at: toIso(askedAtMs) };
  const answered = { role: 'assistant', content: answer, created_at: toIso(endedAtMs ?? askedAtMs), state };
  return [...(question ? [asked] : []), { ...answered, ...(sources.length > 0 && { sources }) }];
}

function escapeLabel(text: string): string {
  return text.replace(/[\\[\]]/g, '\\$&').replace(/\s+/g, ' ');
}

function escapeTarget(url: string): string {
  return url.replace(/[<>\s]/g, encodeURIComponent);
}

function toIso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
