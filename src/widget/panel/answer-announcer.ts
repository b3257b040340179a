import type { LitElement, ReactiveController } from 'lit';
import type { AnnouncerController } from '../controllers/announcer-controller.ts';
import { isActive, isBlank, isRunning, type Turn } from '../conversation/state.ts';
import type { AnnounceMode } from './announce-mode.ts';
import { describeFailure, describeWait } from './failure-words.ts';
import type { MessageLogElement } from './message-log-element.ts';
import type { Scene } from './scene.ts';
import { spokenText, SUMMED_UP } from './spoken-text.ts';

/** How often it is said that there is nothing yet. */
const STILL_WORKING_MS = 15_000;

/** What is taken back while it waits to be said: of an answer when the visitor goes on, that it is on its way when it is there. What is there is said once. */
const [ANSWER, NEWS] = ['answer', 'news'];

const progressOf = ({ key }: Turn): string => `progress ${key}`;

/** What there is to be announced, and where. */
export interface AnswerAnnouncerView {
  readonly scene: Scene;
  readonly turns: readonly Turn[];
  /** The panel is open, though the page may be hidden. */
  readonly isShown: boolean;
  readonly mode: () => AnnounceMode;
  readonly log: Pick<MessageLogElement, 'finishedNodes' | 'shows'>;
}

/**
 * Says answers to screen readers: that one is on its way, then each finished piece of it once, and how it ended. In a closed panel, only
 * that it is there.
 */
export class AnswerAnnouncer implements ReactiveController {
  readonly #host: LitElement;
  readonly #announcer: AnnouncerController;
  readonly #view: () => AnswerAnnouncerView;
  /** How many nodes of an answer were said, by the turn's key; `null`: as many as will stand there first, from before this page. */
  readonly #said = new Map<string, number | null>();
  /** Turns of this page, by id: that others are on their way, in another tab or since an earlier page, is not said. */
  readonly #asked = new Set<string>();
  /** Turns that have ended, and that the log does not show yet. */
  #ended: Turn[] = [];
  #workTimer: ReturnType<typeof setInterval> | undefined;

  constructor(host: LitElement, announcer: AnnouncerController, view: () => AnswerAnnouncerView) {
    this.#host = host;
    this.#announcer = announcer;
    this.#view = view;
    host.addController(this);
  }

  /** Something was asked, or asked again, and may have to wait for its turn. */
  begin(): void {
    const { turns } = this.#view();
    const running = turns.find(isActive);
    // Of what was said before nobody waits for the rest, unless it still goes on.
    if (!running || !this.#said.has(running.key)) this.#announcer.withdraw(ANSWER);
    for (const turn of turns) if (isRunning(turn)) this.#asked.add(turn.id);
    this.update();
  }

  /** A turn has come to its end, or has to wait; said once the log shows it, or at once where nobody sees the log. */
  tell(turn: Turn): void {
    this.#ended.push(turn);
    this.update();
  }

  /** To be called whenever there may be more of an answer. */
  update(): void {
    // There is no log yet, or nobody to hear of it.
    if (!this.#host.hasUpdated || !this.#host.isConnected) return;
    const { scene, turns, isShown, mode, log } = this.#view();
    const running = turns.find(isActive);
    if (running) {
      const isNew = !this.#said.has(running.key) && running.answer === '' && this.#asked.has(running.id);
      if (isNew && mode() !== 'off') {
        this.#announcer.say(scene.phrases.say('answering', { name: scene.name }), { topic: progressOf(running) });
      }
      this.#sayFinished(running);
    }
    // Whoever closes the panel wants to hear no more of it.
    if (!isShown) this.#announcer.withdraw(ANSWER);
    const isWaitedFor = running !== undefined && isBlank(running.answer) && isShown && mode() !== 'off';
    if (!isWaitedFor) {
      clearInterval(this.#workTimer);
      this.#workTimer = undefined;
    } else this.#workTimer ??= setInterval(this.#sayStillWorking, STILL_WORKING_MS);
    const ended = this.#ended;
    this.#ended = ended.filter((turn) => isShown && !isRunning(turn) && !log.shows(turn));
    for (const turn of ended) if (!this.#ended.includes(turn)) this.#sayEnd(turn);
  }

  hostUpdated(): void {
    this.update();
  }

  hostDisconnected(): void {
    clearInterval(this.#workTimer);
    this.#workTimer = undefined;
  }

  /** Says what has been finished of a running answer since. */
  #sayFinished(turn: Turn): void {
    const { key, answer } = turn;
    const { isShown, mode, log } = this.#view();
    if (!this.#said.has(key)) this.#said.set(key, answer === '' ? 0 : null);
    const nodes = log.finishedNodes(turn);
    if (nodes === null) return;
    const said = this.#said.get(key) ?? nodes.length;
    this.#said.set(key, Math.max(said, nodes.length));
    if (nodes.length > said && isShown && mode() === 'blocks') for (const node of nodes.slice(said)) this.#sayPieces(turn, [node]);
  }

  #sayEnd(turn: Turn): void {
    const { isShown, scene, log, ...view } = this.#view();
    const { phrases, name } = scene;
    const { key, state } = turn;
    const said = this.#said.get(key) ?? 0;
    this.#said.delete(key);
    this.#announcer.withdraw(progressOf(turn));
    if (state === 'queued') return this.#announcer.say(describeWait(turn, phrases, Date.now()));
    if (state === 'stopped') {
      this.#announcer.withdraw(ANSWER);
      return this.#announcer.say(phrases.say('stopped'));
    }
    if (state !== 'done') this.#announcer.say(describeFailure(turn, phrases, Date.now())?.text ?? '', { isUrgent: true });
    const mode = view.mode();
    if (mode === 'off' || state === 'failed') return;
    const nodes = log.finishedNodes(turn) ?? [];
    if (!isShown || mode === 'status') {
      this.#announcer.withdraw(NEWS);
      if (state === 'done') this.#announcer.say(phrases.say('newAnswer', { name }), { topic: NEWS });
    } else if (mode === 'complete') this.#sayPieces(turn, nodes);
    else for (const node of nodes.slice(said)) this.#sayPieces(turn, [node]);
  }

  #sayPieces({ answer }: Turn, pieces: readonly Node[]): void {
    const { phrases } = this.#view().scene;
    const text = pieces.map((piece) => spokenText(piece, phrases)).join('\n');
    // What a piece is, and not what it says, is in our words.
    const isOurs = pieces.every((piece) => piece instanceof Element && piece.matches(SUMMED_UP));
    this.#announcer.say(text, { lang: isOurs ? '' : phrases.languageOf(answer), topic: ANSWER });
  }

  #sayStillWorking = (): void => {
    const { turns, scene } = this.#view();
    const running = turns.find(isActive);
    // It has ended, and the panel is about to hear of it.
    if (!running) return;
    const topic = progressOf(running);
    // In a hidden page it waits: once is enough.
    this.#announcer.withdraw(topic);
    this.#announcer.say(scene.phrases.say('stillWorking'), { topic });
  };
}
