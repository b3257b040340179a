import type { AssistersErrorCode } from '../protocol/assisters-error.ts';

/** How an exchange ended: `left` is a visitor who went before the end, `cut` an answer that broke after it had begun. */
export type Outcome = 'answered' | 'refused' | 'left' | 'cut';

/** One line of the log: what happened, and nothing that a visitor said or is. */
export interface LogEntry {
  /** ISO 8601, UTC. */
  time: string;
  /** As in `X-Request-Id`. */
  requestId: string;
  /** `null` when no site allows the origin. */
  site: string | null;
  method: string;
  /** The route's pattern, never the path, which may hold a session's id. */
  route: string;
  status: number;
  outcome: Outcome;
  /** Why it was refused or cut. */
  code?: AssistersErrorCode;
  /** From the request's arrival to the answer's end. */
  ms: number;
  /** Text events of a stream. */
  chunks?: number;
}
