import type { AssistersErrorCode } from '../../protocol/assisters-error.ts';
import type { Strings } from './en.ts';

/**
 * The words for a turn that ended badly: what a visitor can do about it, never what broke behind it.
 *
 * @param code - the failure's.
 * @param cut - some text of the answer is on the screen.
 * @param waits - the server told how long to wait.
 */
export function failureKey(code: AssistersErrorCode, cut: boolean, waits: boolean): keyof Strings {
  if (cut) return 'errInterrupted';
  switch (code) {
    case 'invalid_request':
    case 'payload_too_large':
    case 'offline':
      return 'errSend';
    case 'rate_limit_exceeded':
      return waits ? 'errRateWait' : 'errRate';
    case 'service_unavailable':
      return waits ? 'errRateWait' : 'errUnavailable';
    case 'invalid_api_key':
    case 'insufficient_funds':
    case 'assistant_not_found':
    case 'origin_not_allowed':
    case 'not_found':
      return 'errUnavailable';
    default:
      return 'errAnswer';
  }
}
