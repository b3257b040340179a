import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Assistant, ChatUser } from '../../protocol/chat-request.ts';
import type { ConversationSession, SessionEvent } from '../conversation/session.ts';
import { EMPTY_CONVERSATION, type ConversationState } from '../conversation/state.ts';
import { conversationKey, createConversation, type Conversation } from './create-panel.ts';
import type { PanelConfig } from './panel-config.ts';

/**
 * The conversation behind its host, and who answers in it. Another configuration brings another one; the page's going saves
 * it. Re-renders the host with every change.
 */
export class ConversationController implements ReactiveController {
  /** What was said. */
  state: ConversationState = EMPTY_CONVERSATION;
  /** Who answers, as the server says; `null` until it was asked, or where it does not say. */
  assistant: Assistant | null = null;

  readonly #host: ReactiveControllerHost;
  readonly #onEvent: (event: SessionEvent) => void;
  #current: Conversation | null = null;
  #key: string | undefined;
  #user: ChatUser | null = null;
  #isLoaded = false;
  #end = new AbortController();

  /** @param onEvent - told whatever happens, after the state has changed. */
  constructor(host: ReactiveControllerHost, onEvent: (event: SessionEvent) => void) {
    this.#host = host;
    this.#onEvent = onEvent;
    host.addController(this);
  }

  /** `null` while there is nothing to speak to. */
  get session(): ConversationSession | null {
    return this.#current?.session ?? null;
  }

  /** Takes up the conversation that a configuration describes, with what the browser still has of it. */
  use(config: PanelConfig | null): void {
    this.#user = config?.user ?? null;
    const key = config === null ? undefined : conversationKey(config);
    if (key === this.#key) return;
    this.#end.abort();
    this.#current?.dispose();
    this.#end = new AbortController();
    this.#key = key;
    this.#current = null;
    this.#isLoaded = false;
    this.state = EMPTY_CONVERSATION;
    this.assistant = null;
    if (config === null) return;
    this.#current = createConversation(config, () => this.#user);
    const { session } = this.#current;
    const ends = [session.store.subscribe(this.#onState), session.subscribe(this.#onEvent)];
    this.#end.signal.addEventListener('abort', () => ends.forEach((end) => end()));
    session.restore();
  }

  /**
   * Asks the server about the conversation and its assistant, once; not to be called before the visitor has shown an interest.
   *
   * @param wantsAssistant - the header needs a name or a description.
   */
  async load(wantsAssistant: boolean): Promise<void> {
    const current = this.#current;
    if (current === null || this.#isLoaded) return;
    this.#isLoaded = true;
    const { signal } = this.#end;
    void current.session.reconcile(signal);
    if (!wantsAssistant) return;
    try {
      const assistant = await current.transport.loadAssistant(signal);
      if (signal.aborted) return;
      this.assistant = assistant;
      this.#host.requestUpdate();
    } catch {
      // A proxy need not have this route; the site's name stands where the assistant's would.
    }
  }

  hostConnected(): void {
    addEventListener('pagehide', this.#onPagehide);
  }

  hostDisconnected(): void {
    removeEventListener('pagehide', this.#onPagehide);
    this.#onPagehide();
  }

  #onState = (state: ConversationState): void => {
    this.state = state;
    this.#host.requestUpdate();
  };

  #onPagehide = (): void => this.session?.suspend();
}
