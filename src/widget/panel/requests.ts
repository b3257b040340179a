/**
 * What the panel's inner elements ask for. They rise through the shadow roots to the panel, which acts and lets none of
 * them out.
 */
abstract class PanelRequest extends Event {
  constructor(type: string, cancelable = false) {
    super(type, { bubbles: true, composed: true, cancelable });
  }
}

/** The visitor wants to ask. Cancelled when the question was not taken, so that its words are kept. */
export class ComposeEvent extends PanelRequest {
  static readonly type = 'compose';
  /** Never empty, but as typed. */
  readonly text: string;

  constructor(text: string) {
    super(ComposeEvent.type, true);
    this.text = text;
  }
}

/** The visitor wants the running answer to end. */
export class StopEvent extends PanelRequest {
  static readonly type = 'stop-request';

  constructor() {
    super(StopEvent.type);
  }
}

/** The visitor wants a question asked again. */
export class RetryEvent extends PanelRequest {
  static readonly type = 'retry-request';
  readonly turnId: string;

  constructor(turnId: string) {
    super(RetryEvent.type);
    this.turnId = turnId;
  }
}

/** The visitor wants a refused question back in the composer. */
export class EditEvent extends PanelRequest {
  static readonly type = 'edit-request';
  readonly turnId: string;

  constructor(turnId: string) {
    super(EditEvent.type);
    this.turnId = turnId;
  }
}

/** The visitor wants to begin anew, and has confirmed it. */
export class NewConversationEvent extends PanelRequest {
  static readonly type = 'new-conversation-request';

  constructor() {
    super(NewConversationEvent.type);
  }
}

/** Something happened that a screen reader must be told. */
export class AnnounceEvent extends PanelRequest {
  static readonly type = 'announce-request';
  readonly text: string;

  constructor(text: string) {
    super(AnnounceEvent.type);
    this.text = text;
  }
}

/** The visitor wants the panel gone. The only request that concerns who holds the panel; it does not bubble. */
export class CloseRequestEvent extends Event {
  static readonly type = 'close-request';

  constructor() {
    super(CloseRequestEvent.type);
  }
}

/** What `PanelElement` says of itself may have changed. For who holds the panel; it does not bubble. */
export class PanelChangeEvent extends Event {
  static readonly type = 'panel-change';

  constructor() {
    super(PanelChangeEvent.type);
  }
}

declare global {
  interface HTMLElementEventMap {
    compose: ComposeEvent;
    'stop-request': StopEvent;
    'retry-request': RetryEvent;
    'edit-request': EditEvent;
    'new-conversation-request': NewConversationEvent;
    'announce-request': AnnounceEvent;
    'close-request': CloseRequestEvent;
    'panel-change': PanelChangeEvent;
  }
}
