import { AssistersError, createErrorEnvelope, type AssistersErrorCode, type ErrorEnvelope } from '../protocol/assisters-error.ts';

/** Which limit was reached. */
export type LimitScope = 'address' | 'session' | 'site' | 'key';

/** What a refusal may carry beside code, status and message. */
export interface RefusalDetails {
  /** Milliseconds to wait; becomes `Retry-After`, in whole seconds, rounded up. */
  retryAfterMs?: number;
  scope?: LimitScope;
  /** Methods that the route knows; becomes `Allow`. */
  allow?: readonly string[];
}

/** A refusal of our own making: code, status and message go to the visitor as they are, so they never hold upstream text. */
export class Refusal extends AssistersError {
  readonly scope: LimitScope | undefined;
  readonly allow: readonly string[] | undefined;

  constructor(code: AssistersErrorCode, status: number, message: string, details: RefusalDetails = {}) {
    super(code, message, { status, retryAfterMs: details.retryAfterMs });
    this.scope = details.scope;
    this.allow = details.allow;
  }

  /** The documented body; `scope` is added where a limit of ours was reached. */
  toEnvelope(): ErrorEnvelope & { error: { scope?: LimitScope } } {
    const envelope: ErrorEnvelope & { error: { scope?: LimitScope } } = createErrorEnvelope(this.code, this.message, this.status);
    if (this.scope !== undefined) envelope.error.scope = this.scope;
    return envelope;
  }
}
