/** Entry of `loader.js`, the tag for pages that count bytes: shows the launcher, and fetches the chat when somebody wants it. */
import { insertChat } from './insert-chat.ts';
import { startLaunchers } from './start-launchers.ts';

if (typeof document !== 'undefined') {
  // Known only now, while the script itself runs. Modules do not know their tag: it is found by its file name, and is no other's
  // loader that is no module.
  const tag = (document.currentScript ?? document.querySelector('[type=module][src*="loader."]')) as HTMLScriptElement;
  insertChat(tag);
  startLaunchers((query) => {
    const address: unknown = new URL(`assisters-chat.js${query}`, tag.src);
    return import(/* @vite-ignore */ address as string);
  });
}
