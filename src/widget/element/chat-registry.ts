/** What a page may ask of a chat without holding it: names of its methods. */
const COMMAND_NAMES = ['show', 'hide', 'toggle', 'ask', 'prefill'] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];

/**
 * How a chat receives a command.
 *
 * @param text - for `ask` and `prefill`; else empty.
 * @param source - what the visitor used: focus returns there. `null`: a script, or a link from elsewhere.
 */
export type Receive = (name: CommandName, text: string, source: HTMLElement | null) => void;

const chats = new Map<Element, Receive>();
const waiting: Parameters<typeof sendCommandSoon>[] = [];

/** Whether a string names a command. */
export function isCommandName(name: unknown): name is CommandName {
  return (COMMAND_NAMES as readonly unknown[]).includes(name);
}

/** A chat has started: it receives what the page asks, and at once what was asked before there was one. */
export function addChat(chat: Element, receive: Receive): void {
  chats.set(chat, receive);
  for (const command of waiting.splice(0)) sendCommandSoon(...command);
}

/** A chat has left the page, or cannot run any more. */
export function removeChat(chat: Element): void {
  chats.delete(chat);
}

/** Who receives what the page asks of one chat, or else of the one that started first; `undefined` where that does not run. */
export function findChat(chat: Element | null = chats.keys().next().value ?? null): Receive | undefined {
  return chat ? chats.get(chat) : undefined;
}

/** Sends a command to one chat, or else to the one that started first; until that has started the command waits. */
export function sendCommandSoon(name: CommandName, text: string, chat?: Element): void {
  const receive = findChat(chat);
  if (receive) receive(name, text, null);
  else waiting.push([name, text, chat]);
}
