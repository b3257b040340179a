import type { SessionEvent } from '../conversation/session.ts';
import { firePanelEvent } from './events.ts';

/** Tells the page what happened in the conversation, without a word of what was said. */
export function tellPage(target: EventTarget, event: SessionEvent): void {
  switch (event.type) {
    case 'first-token':
      firePanelEvent(target, 'assisters-first-token', { ms: event.ms });
      break;
    case 'answered':
      firePanelEvent(target, 'assisters-answer', { id: event.turn.answerId, ms: event.ms, tokens: event.turn.tokens });
      break;
    case 'stopped':
      firePanelEvent(target, 'assisters-stop', null);
      break;
    case 'failed':
    case 'postponed': {
      const { code, status, retryable, requestId } = event.turn.failure!;
      firePanelEvent(target, 'assisters-error', { code, status, retryable, requestId });
      break;
    }
    case 'session':
      firePanelEvent(target, 'assisters-session', { state: event.state });
  }
}
