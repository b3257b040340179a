import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Assistant } from '../../protocol/chat-request.ts';
import { ListenController } from '../controllers/listen-controller.ts';
import type { ConversationSession, SessionEvent } from '../conversation/session.ts';
import { EMPTY_CONVERSATION, type ConversationState } from '../conversation/state.ts';
import { conversationKey, type Conversation } from './create-panel.ts';
import { nextTask } from './next-task.ts';
import type { PanelConfig } from './panel-config.ts';
import { holdConversation, releaseConversation } from './shared-conversations.ts';

/**
 * The conversation behind its host, and who answers in it. Another configuration brings another one; the page's going leaves it, and its
 * coming back takes it up. It goes on while the host is out of the page. Re-renders the host with every change.
 */
export class ConversationController implements ReactiveController {
  /** Who answers, as the server says; `null` until it was asked, or where it does not say. */
  assistant: Assistant | null = null;

  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #onEvent: (event: SessionEvent) => void;
  #config: PanelConfig | undefined;
  #current: Conversation | undefined;
  #subscriptions: (() => void)[] = [];
  #isLoaded = false;
  #end = new AbortController();

  /** @param onEvent - told whatever happens, after the state has changed. */
  constructor(host: ReactiveControllerHost & HTMLElement, onEvent: (event: SessionEvent) => void) {
    this.#host = host;
    this.#onEvent = onEvent;
    new ListenController(host, window, ['pagehide', 'pageshow'], ({ type }) =>
      this.session?.[type === 'pagehide' ? 'leave' : 'comeBack'](),
    );
    host.addController(this);
  }

  hostConnected(): void {
    if (this.#config) this.#take(this.#config);
  }

  hostDisconnected(): void {
    this.#letGo(false);
  }

  /** `undefined` before the first configuration. */
  get session(): ConversationSession | undefined {
    return this.#current?.session;
  }

  /** What was said. */
  get state(): ConversationState {
    return this.session?.store.state ?? EMPTY_CONVERSATION;
  }

  /** Takes up the conversation that a configuration describes, with what the browser still has of it. */
  use(config: PanelConfig): void {
    const before = this.#config;
    this.#config = config;
    if (before !== undefined && conversationKey(before) === conversationKey(config)) return;
    this.#end.abort();
    this.#letGo(true);
    this.#end = new AbortController();
    this.#isLoaded = false;
    this.assistant = null;
    this.#take(config);
    // It may have left the page before it came to this.
    if (!this.#host.isConnected) this.#letGo(false);
  }

  #take(config: PanelConfig): void {
    this.#current = holdConversation(this, config, () => this.#config!.user);
    const { session } = this.#current;
    this.#subscriptions = [session.store.subscribe(() => this.#host.requestUpdate()), session.subscribe(this.#onEvent)];
    session.restore();
  }

  #letGo(isReplaced: boolean): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    releaseConversation(this, isReplaced);
  }

  /**
   * Asks the server about the conversation and its assistant, once; not to be called before the visitor has shown an interest.
   *
   * @param wantsAssistant - the header needs a name or a description.
   */
  async load(wantsAssistant: boolean): Promise<void> {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    const { session, transport } = this.#current!;
    const { signal } = this.#end;
    // Before anything is asked: what it finds is of what was said until now.
    void session.reconcile(signal);
    if (!wantsAssistant) return;
    await nextTask();
    if (signal.aborted) return;
    try {
      const assistant = await transport.loadAssistant(signal);
      if (signal.aborted) return;
      this.assistant = assistant;
      this.#host.requestUpdate();
    } catch {
      // A proxy need not have this route; the site's name stands where the assistant's would.
    }
  }
}
