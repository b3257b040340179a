/** What a page may ask of a chat without holding it: names of its methods. */
const COMMAND_NAMES = ['show', 'hide', 'toggle', 'ask', 'prefill', 'stop', 'retry', 'newConversation', 'forget'] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];

/**
 * How a chat receives a command.
 *
 * @param text - for `ask` and `prefill`; else empty.
 * @param source - what the visitor used: focus returns there. `null`: a script, or a link from elsewhere.
 */
export type Receive = (name: CommandName, text: string, source: HTMLElement | null) => void;

const chats = new Set<Receive>();
const waiting: Parameters<Receive>[] = [];

/** Whether a string names a command. */
export function isCommandName(name: unknown): name is CommandName {
  return (COMMAND_NAMES as readonly unknown[]).includes(name);
}

/** A chat has started: it receives what the page asks, and at once what was asked before there was one. */
export function addChat(receive: Receive): void {
  chats.add(receive);
  for (const command of waiting.splice(0)) receive(...command);
}

/** A chat has left the page, or cannot run any more. */
export function removeChat(receive: Receive): void {
  chats.delete(receive);
}

/** Sends a command to the chat that started first. @returns `false` when there is none. */
export function sendCommand(...command: Parameters<Receive>): boolean {
  const [first] = chats;
  first?.(...command);
  return first !== undefined;
}

/** As `sendCommand`, but without a chat the command waits for one. */
export function sendCommandSoon(name: CommandName, text: string): void {
  if (!sendCommand(name, text, null)) waiting.push([name, text, null]);
}
