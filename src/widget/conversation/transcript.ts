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
  return format === 'json' ? toJson(state.turns) : toMarkdown(state.turns, names);
}

function toMarkdown(turns: readonly Turn[], names: TranscriptNames): string {
  const parts: string[] = [];
  for (const { question, answer, sources } of turns) {
    if (question !== '') parts.push(`**${names.user}:**`, question);
    if (answer !== '') parts.push(`**${names.assistant}:**`, answer.trimEnd());
    if (sources.length > 0) parts.push(sources.map(({ title, url }) => `- [${escapeLabel(title)}](<${escapeTarget(url)}>)`).join('\n'));
  }
  return parts.length === 0 ? '' : `${parts.join('\n\n')}\n`;
}

function toJson(turns: readonly Turn[]): string {
  const messages = turns.flatMap((turn) => [
    ...(turn.question === '' ? [] : [{ role: 'user', content: turn.question, created_at: toIso(turn.askedAtMs) }]),
    {
      role: 'assistant',
      content: turn.answer,
      created_at: toIso(turn.endedAtMs ?? turn.askedAtMs),
      state: turn.state,
      ...(turn.sources.length > 0 ? { sources: turn.sources } : {}),
    },
  ]);
  return JSON.stringify({ messages }, null, 2);
}

function escapeLabel(text: string): string {
  return text.replaceAll(/[\\[\]]/g, '\\$&').replaceAll(/\s+/g, ' ');
}

function escapeTarget(url: string): string {
  return url.replaceAll(/[<>\s]/g, (character) => encodeURIComponent(character));
}

function toIso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
