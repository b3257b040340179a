import type { AssistersClient } from '../client/create-client.ts';
import { AssistersError, type AssistersErrorCode } from '../protocol/assisters-error.ts';
import type { Clock } from './clock.ts';
import type { UpstreamGuard } from './upstream-guard.ts';

/** How long a good result holds, unless a visitor's request fails in between: each probe is one of the key's 10,000 requests a day. */
const GOOD_FOR_MS = 30_000;

/** How long a bad one does: whoever watches wants to know soon that it is over. */
const BAD_FOR_MS = 10_000;

/** A monitor's own patience is short. */
const PROBE_MS = 5_000;

/** Said in our words: neither the upstream's text nor anything secret. */
const PROBLEMS: Partial<Record<AssistersErrorCode, string>> = {
  invalid_api_key: 'The upstream refuses the key.',
  insufficient_funds: 'The upstream says that its account has no funds left.',
  assistant_not_found: 'The upstream does not know the assistant.',
  rate_limit_exceeded: 'The upstream takes no more requests for now.',
  offline: 'The upstream cannot be reached.',
  timeout: 'The upstream does not answer in time.',
  bad_response: 'What answers in the upstream\u2019s place is not the API.',
  not_found: 'What answers in the upstream\u2019s place is not the API.',
};

const OTHER_PROBLEM = 'The upstream answers with an error.';

export interface UpstreamHealthOptions {
  client: AssistersClient;
  guard: UpstreamGuard;
  clock: Clock;
  /** Asked for, which is free. */
  assistant: string;
  /** Milliseconds that a read may take; a probe never takes more than 5,000. */
  readMs: number;
}

/** Knows whether a question could be answered now, without asking one, and without asking the upstream for everyone who wants to know. */
export class UpstreamHealth {
  readonly #options: UpstreamHealthOptions;
  #probing: Promise<string | null> | null = null;
  #problem: string | null = null;
  #holdsUntilMs = -Infinity;

  constructor(options: UpstreamHealthOptions) {
    this.#options = options;
  }

  /** @returns what is wrong, in one sentence, or `null`. Calls at the same time share one probe. */
  async findProblem(): Promise<string | null> {
    const { guard, clock } = this.#options;
    if (guard.keyRefused) return PROBLEMS.invalid_api_key!;
    if (guard.walletEmpty) return PROBLEMS.insufficient_funds!;
    if (this.#probing === null && clock.monotonicMs() < this.#holdsUntilMs) return this.#problem;
    this.#probing ??= this.#probe().finally(() => (this.#probing = null));
    return this.#probing;
  }

  /** A visitor's request has failed: a good result of before proves nothing any more. */
  observe({ code }: Pick<AssistersError, 'code'>): void {
    if (this.#problem === null && !VISITORS_AFFAIR.has(code)) this.#holdsUntilMs = -Infinity;
  }

  async #probe(): Promise<string | null> {
    const { client, guard, clock, assistant, readMs } = this.#options;
    const late = new AbortController();
    const stopClock = clock.after(Math.min(readMs, PROBE_MS), () => late.abort(new AssistersError('timeout', 'No answer in time.')));
    try {
      await client.assistants.get(assistant, { signal: late.signal });
      this.#problem = null;
    } catch (error) {
      const code = error instanceof AssistersError ? error.code : 'server_error';
      guard.observe({ code });
      this.#problem = PROBLEMS[code] ?? OTHER_PROBLEM;
    } finally {
      stopClock();
    }
    this.#holdsUntilMs = clock.monotonicMs() + (this.#problem === null ? GOOD_FOR_MS : BAD_FOR_MS);
    return this.#problem;
  }
}

/** Failures that say nothing about the upstream. */
const VISITORS_AFFAIR: ReadonlySet<AssistersErrorCode> = new Set(['stopped', 'session_not_found', 'invalid_request', 'payload_too_large']);
