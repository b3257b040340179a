import { writeAttribute, type CheckContext } from '../check-context.ts';
import type { Finding } from '../finding.ts';
import { VERSION } from '../version.ts';

/** Whether the script came once, and the chats of the page do not stand in each other's way. */
export function checkScript(context: CheckContext): Finding {
  const { scripts, chats, pageUrl } = context;
  const addresses = scripts.map(({ src }) => bare(src));
  const from = addresses.length > 0 ? `, from ${addresses[0]}` : '';
  const page = new URL(pageUrl).origin;

  const unreadable = scripts.find(
    ({ src, attributes }) => attributes.has('integrity') && !attributes.has('crossorigin') && new URL(src).origin !== page,
  );
  if (unreadable) {
    return {
      state: 'bad',
      title: 'The script tag has integrity but no crossorigin: browsers refuse to run it.',
      fix: [`Add it to the tag with ${bare(unreadable.src)}:`],
      paste: 'crossorigin="anonymous"',
    };
  }
  if (scripts.length > 1) {
    return {
      state: 'warn',
      title: `The script is in the page ${scripts.length} times: ${addresses.join(', ')}. The first one serves.`,
      fix: ['Keep one of the tags. Often one comes from the theme, and one from a plug-in or a tag manager.'],
    };
  }
  const twice = chats.map(({ id }) => id).find((id, at, ids) => id !== '' && ids.indexOf(id) !== at);
  if (twice !== undefined) {
    return {
      state: 'warn',
      title: `Two chats have the same id, “${twice}”: buttons with commandfor find only the first.`,
      fix: ['Give each one an id of its own.'],
    };
  }
  const names = chats.flatMap(({ conversation }) => conversation ?? []);
  if (new Set(names).size < names.length) {
    return {
      state: 'warn',
      title: 'Two chats of this page share one conversation.',
      fix: ['If they should not, give one of them another name:'],
      paste: writeAttribute(context, 'storage-key', 'second'),
    };
  }
  if (chats.length > 1 && chats.some(({ conversation }) => conversation === null)) {
    return {
      state: 'warn',
      title: `There are ${chats.length} chats in the page, and one of them has no usable endpoint.`,
      fix: ['If you wrote an <assisters-chat> tag, put debug there, and no data- attributes on the script tag.'],
    };
  }
  const called = chats.flatMap(({ name }) => name ?? []);
  const same = called.find((name, at) => called.indexOf(name) !== at);
  if (same !== undefined) {
    return {
      state: 'warn',
      title: `Two chats of this page are both called “${same}”: who hears the page cannot tell them apart.`,
      fix: ['Give each one a heading of its own, or at least other words for its button by launcher-label:'],
      paste: writeAttribute(context, 'heading', 'Spare parts'),
    };
  }
  return { state: 'ok', title: `Version ${VERSION} is loaded once${from}.` };
}

/** An address without what may be private in it. */
function bare(src: string): string {
  const { origin, pathname } = new URL(src);
  return origin + pathname;
}
