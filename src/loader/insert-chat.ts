/** What may come from a tag: not what means something to every element of a page. */
const OWN_ATTRIBUTE = /^data-((?!on|id|class|style).+)/;

/** Inserts a chat at the end of the body for the loader's tag, when that carries `data-endpoint`, unless the same is there already. */
export function insertChat(tag: HTMLScriptElement): void {
  const chat = document.createElement('assisters-chat');
  let same = 'assisters-chat';
  for (const { name, value } of tag.attributes) {
    const own = OWN_ATTRIBUTE.exec(name)?.[1];
    if (!own) continue;
    chat.setAttribute(own, value);
    same += `[${own}="${CSS.escape(value)}"]`;
  }
  const insert = (): void => {
    // Only a page that is parsed has an end of its body.
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', insert);
    else if (!document.querySelector(same)) document.body.append(chat);
  };
  if (tag.dataset['endpoint']) insert();
}
