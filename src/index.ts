/** The script tag's entry: defines `<assisters-chat>`, and inserts one for a tag with `data-endpoint`. Exports nothing: a page gets no global of it. */
import { defineElement } from './widget/define-element.ts';
import { AssistersChat } from './widget/element/assisters-chat.ts';
import { installPageCommands } from './widget/element/page-commands.ts';
import { insertForScriptTag } from './widget/element/script-tag.ts';

if (typeof document !== 'undefined') {
  // Known only now, while the script itself runs.
  const { currentScript } = document;
  if (defineElement()) installPageCommands();
  insertForScriptTag(currentScript, [...AssistersChat.observedAttributes, 'dir']);
}
