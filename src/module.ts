/** Public entry `assisters-chat` for bundlers: defines `<assisters-chat>`. The class alone is in `assisters-chat/element`. */
import { defineElement } from './widget/define-element.ts';
import { installPageCommands } from './widget/element/page-commands.ts';

if (defineElement()) installPageCommands();

export { AssistersError } from './protocol/assisters-error.ts';
export type { AssistersErrorCode } from './protocol/assisters-error.ts';
export { AssistersChat } from './widget/element/assisters-chat.ts';
export type { Answer } from './widget/element/assisters-chat.ts';
export type { HideEvent, ReadyEvent, ShowEvent } from './widget/element/events.ts';
export type { PanelEventDetails } from './widget/panel/events.ts';
