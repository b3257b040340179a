import { encodeBase64Url } from '../protocol/identifiers.ts';
import type { AssistersErrorCode } from '../protocol/assisters-error.ts';
import type { LogEntry, Outcome } from './log-entry.ts';
import type { Settings } from './settings.ts';

/** One request and its answer, as the log sees them. */
export class Exchange {
  readonly requestId = `req_${encodeBase64Url(crypto.getRandomValues(new Uint8Array(16)))}`;
  site: string | null = null;
  route = 'none';
  readonly #settings: Settings;
  readonly #method: string;
  readonly #startedMs: number;

  constructor(settings: Settings, method: string) {
    this.#settings = settings;
    this.#method = method;
    this.#startedMs = settings.clock.monotonicMs();
  }

  /** Writes the line. Called once, when the answer has ended. */
  ended(status: number, outcome: Outcome, details: { code?: AssistersErrorCode; chunks?: number } = {}): void {
    const { clock, log } = this.#settings;
    const entry: LogEntry = {
      time: new Date(clock.nowMs()).toISOString(),
      requestId: this.requestId,
      site: this.site,
      method: this.#method,
      route: this.route,
      status,
      outcome,
      ms: Math.round(clock.monotonicMs() - this.#startedMs),
      ...details,
    };
    try {
      log(entry);
    } catch {
      // A visitor's answer must not fail because the log did.
    }
  }
}
