import type { Turn } from './state.ts';

/** What happened, for those who do not show the conversation but want to know. Told after the state has changed. */
export type SessionEvent =
  /** The first text is there, `ms` after its request left. */
  | { type: 'first-token'; turn: Turn; ms: number }
  /** The answer is whole, `ms` after its request left. */
  | { type: 'answered'; turn: Turn; ms: number }
  | { type: 'stopped'; turn: Turn }
  /** `failed` or `interrupted`; `turn.failure` says why. */
  | { type: 'failed'; turn: Turn }
  | { type: 'session'; state: 'new' | 'restored' | 'forgotten' };
