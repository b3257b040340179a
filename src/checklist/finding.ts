/** How a check ended: right, worth a look, wrong, or not to be known from here. */
export type FindingState = 'ok' | 'warn' | 'bad' | 'unknown';

/** What one check found, for an owner who writes no code. */
export interface Finding {
  readonly state: FindingState;
  /** What is so, in one plain sentence. */
  readonly title: string;
  /** What to do about it, a sentence each, the likeliest first. */
  readonly fix?: readonly string[];
  /** The very line to paste. */
  readonly paste?: string;
}
