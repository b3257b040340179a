import type { Turn } from './state.ts';

/** What happened, for those who do not show the conversation but want to know. Told after the state has changed. */
export type SessionEvent =
  | {
      /**
       * `first-token`: the first text is there · `answered`: the answer is whole · `stopped` by the visitor · `failed`: the turn is
       * `failed` or `interrupted`, and `turn.failure` says why · `postponed`: the turn waits to be sent by itself, and `turn.failure`
       * says why.
       */
      type: 'first-token' | 'answered' | 'stopped' | 'failed' | 'postponed';
      turn: Turn;
      /** Since the request left; 0 where it never did. */
      ms: number;
    }
  /** The turn has come to its end in another tab, where all else is told of it. */
  | { type: 'followed'; turn: Turn }
  | { type: 'session'; state: 'new' | 'restored' | 'forgotten' };
