/** Entry of `loader.js`, the tag for pages that count bytes: shows the launcher, and fetches the chat when somebody wants it. */
import { insertChat } from './insert-chat.ts';
import { startLaunchers } from './start-launchers.ts';

if (typeof document !== 'undefined') {
  // Known only now, while the script itself runs. Modules do not know their tag: it is found by its file name.
  const tag = (document.currentScript ?? document.querySelector('script[src*="/loader."]')) as HTMLScriptElement;
  insertChat(tag);
  startLaunchers((attempt) => import(/* @vite-ignore */ new URL(`assisters-chat.js${attempt ? `?${attempt}` : ''}`, tag.src).href));
}
