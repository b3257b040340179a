import { isRunning, TURN_STATES, type Turn, type TurnState } from '../widget/conversation/state.ts';
import { hostStyles } from '../widget/element/host.styles.ts';
import { KEY_ATTRIBUTES, KEY_VALUE } from '../widget/element/key-guard.ts';
import { en } from '../widget/locales/en.ts';
import { storageName } from '../widget/storage/storage-name.ts';
import { ICON_PATHS } from '../widget/themes/icon-paths.ts';
import { reset } from '../widget/themes/reset.styles.ts';
import { tokens } from '../widget/themes/tokens.styles.ts';
import { launcherSheet } from './launcher-sheet.ts';

/*
 * What the loader knows of the chat, taken from the chat's own sources. The build runs this file and puts the values in its place
 * (scripts/bundle/loader-facts.ts): nothing is written twice, and nothing of Lit or the panel comes along.
 */

/** The launcher's style sheet: of the chat's own, what a closed launcher needs. */
export const STYLES: string = launcherSheet([tokens, reset, hostStyles].join(''));

/** The launcher's accessible name: what stands before and behind the name of who is chatted with. */
export const [LABEL_START = '', LABEL_END = ''] = en.launcher.split('{name}');

/** The path of its icon. */
export const ICON: string = ICON_PATHS.chat;

/** Fits a chat that is of no use without its script, or that the script must refuse. */
export const NO_LAUNCHER: string = [
  ':not([endpoint*="/"])',
  ...['open', 'debug', 'mode=inline i', 'mode=fullscreen i', ...KEY_ATTRIBUTES].map((name) => `[${name}]`),
].join();

/** Finds a secret in an attribute's value. */
export const SECRET = RegExp(KEY_VALUE.source.replace('(^|\\s)', '').replace('\\S+', ''));

/** As much of each running state's name as tells it from those of the end states. */
const RUNNING = TURN_STATES.filter(isRunningState).map((state) => {
  const isEnough = (start: string): boolean => TURN_STATES.every((other) => !other.startsWith(start) || isRunningState(other));
  return Array.from(state, (_letter, index) => state.slice(0, index + 1)).find(isEnough);
});

function isRunningState(state: TurnState): boolean {
  return isRunning({ state } as Turn);
}

/** Finds a turn that is still on its way, in what a browser's store holds: name and value. Quotes inside of texts are escaped there. */
export const PENDING = RegExp(
  `^${storageName({ endpoint: '', assistant: null, storageKey: null }).split('[')[0]}.*"state":"(${RUNNING.join('|')})`,
);
