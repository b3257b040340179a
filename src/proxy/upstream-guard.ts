import type { AssistersError, AssistersErrorCode } from '../protocol/assisters-error.ts';
import type { Clock } from './clock.ts';
import type { AlertCode } from './options.ts';
import { Refusal } from './refusal.ts';

/** How long nothing is sent to an upstream that has refused the key or the wallet. */
const CIRCUIT_OPEN_MS = 60_000;

/** The same alert is not repeated within this time. */
const ALERT_EVERY_MS = 60 * 60_000;

/** What the upstream says that the owner alone can mend. */
type OwnersTrouble = Extract<AlertCode, AssistersErrorCode>;

const OWNERS_TROUBLES: ReadonlySet<AssistersErrorCode> = new Set<OwnersTrouble>([
  'invalid_api_key',
  'insufficient_funds',
  'assistant_not_found',
  'origin_not_allowed',
]);

/** Keeps a dead key or an empty wallet from being tried for every visitor, and tells the owner. */
export class UpstreamGuard {
  readonly #clock: Clock;
  readonly #onAlert: (code: AlertCode) => void;
  readonly #alertedAtMs = new Map<AlertCode, number>();
  readonly #openUntilMs = { invalid_api_key: -Infinity, insufficient_funds: -Infinity };

  constructor(clock: Clock, onAlert: (code: AlertCode) => void) {
    this.#clock = clock;
    this.#onAlert = onAlert;
  }

  /** Whether the upstream refused the key a moment ago. */
  get keyRefused(): boolean {
    return this.#clock.monotonicMs() < this.#openUntilMs.invalid_api_key;
  }

  /** Whether the upstream said a moment ago that the wallet is empty. */
  get walletEmpty(): boolean {
    return this.#clock.monotonicMs() < this.#openUntilMs.insufficient_funds;
  }

  /**
   * Lets a request pass.
   *
   * @param costs - whether it costs money: an empty wallet still allows reading.
   * @throws {Refusal} `service_unavailable` while the circuit is open.
   */
  check(costs: boolean): void {
    if (this.keyRefused || (costs && this.walletEmpty)) throw unavailable();
  }

  /** Takes note of what the upstream said. */
  observe({ code }: Pick<AssistersError, 'code'>): void {
    if (code === 'invalid_api_key' || code === 'insufficient_funds') this.#openUntilMs[code] = this.#clock.monotonicMs() + CIRCUIT_OPEN_MS;
    if (isOwnersTrouble(code)) this.alert(code);
  }

  /** Tells the owner, unless that was done within the hour. What the owner's function throws is its own affair. */
  alert(code: AlertCode): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - (this.#alertedAtMs.get(code) ?? -Infinity) < ALERT_EVERY_MS) return;
    this.#alertedAtMs.set(code, nowMs);
    try {
      this.#onAlert(code);
    } catch {
      // A visitor's answer must not fail because an alert did.
    }
  }
}

/** What a visitor hears when the cause is the owner's to mend. */
export function unavailable(): Refusal {
  return new Refusal('service_unavailable', 503, 'The assistant is not available right now.');
}

function isOwnersTrouble(code: AssistersErrorCode): code is OwnersTrouble {
  return OWNERS_TROUBLES.has(code);
}
