/** What a page may ask of a chat without holding it: names of its methods. */
const COMMAND_NAMES = ['show', 'hide', 'toggle', 'ask', 'prefill', 'stop', 'retry', 'newConversation', 'forget'] as const;

/** One such request. */
export interface PageCommand {
  readonly name: (typeof COMMAND_NAMES)[number];
  /** For `ask` and `prefill`; else empty. */
  readonly text: string;
  /** What the visitor used: focus returns there. `null`: a script, or a link from elsewhere. */
  readonly source: HTMLElement | null;
}

type Receive = (command: PageCommand) => void;

const chats = new Map<Element, Receive>();
const waiting: PageCommand[] = [];

/** Whether a string names a command. */
export function isCommandName(name: unknown): name is PageCommand['name'] {
  return (COMMAND_NAMES as readonly unknown[]).includes(name);
}

/** A chat has started: it receives what the page asks, and at once what was asked before there was one. */
export function addChat(chat: Element, receive: Receive): void {
  chats.set(chat, receive);
  for (const command of waiting.splice(0)) sendCommand(command);
}

/** A chat has left the page, or cannot run any more. */
export function removeChat(chat: Element): void {
  chats.delete(chat);
}

/** Sends a command to the first chat of the page. @returns `false` when there is none. */
export function sendCommand(command: PageCommand): boolean {
  let first: Element | null = null;
  for (const chat of chats.keys()) {
    if (first === null || first.compareDocumentPosition(chat) & Node.DOCUMENT_POSITION_PRECEDING) first = chat;
  }
  if (first === null) return false;
  chats.get(first)?.(command);
  return true;
}

/** Sends a command to one chat. @returns `false` when it is none, or has not started. */
export function sendCommandTo(chat: Element, command: PageCommand): boolean {
  const receive = chats.get(chat);
  receive?.(command);
  return receive !== undefined;
}

/** As `sendCommand`, but without a chat the command waits for one. */
export function sendCommandSoon(command: PageCommand): void {
  if (!sendCommand(command)) waiting.push(command);
}
