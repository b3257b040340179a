import { MarkdownView, MAX_STEP, STEPS_MS, type MarkdownPolicy } from '../markdown/markdown-view.ts';
import { nextTask } from './next-task.ts';
import { Reveal } from './reveal.ts';

/** Code units that are shown between two calls of `begin`, all texts together, but for the last step. */
const ROOM = 12_000;

/** Each of them needs a little more of the lexer than the one before. */
const WARM_UPS = ['---', '[a]: b', '\\*\n=', '\\*', 'a', '- a', '`a` **b**', '[a](/b)'];

/** How long a task of warming up goes on with the next of them. */
const WARM_UP_MS = 4;

interface Text {
  readonly element: HTMLElement;
  readonly view: MarkdownView;
  readonly policy: MarkdownPolicy;
  readonly reveal: Reveal;
  markdown?: string;
  grows?: boolean;
  isShown: boolean;
}

/** Keeps the nodes that markdown was rendered into, which Lit puts into place but never writes to. */
export class MarkdownTexts {
  /** Some text could not all be shown yet: `show` is to be called again in the next frame. */
  isBehind = false;
  /** Some text appears little by little, and likewise wants the next frame. */
  isRevealing = false;

  readonly #texts = new Map<string, Text>();
  #room = 0;
  #nowMs = 0;
  #isHasty = false;

  /** Has the engine compile what shows texts, in short tasks: else the first one would take as long as ten. */
  static async warmUp(policy: MarkdownPolicy): Promise<void> {
    let untilMs = -Infinity;
    for (const sample of WARM_UPS) {
      if (performance.now() >= untilMs) {
        await nextTask();
        untilMs = performance.now() + WARM_UP_MS;
      }
      new MarkdownView(document.createElement('div'), { ...policy, enhance: undefined }).finish(sample);
    }
  }

  /**
   * To be called before the texts of one update are shown.
   *
   * @param room - Code units that they share; the first ones to be shown take it.
   * @param isHasty - None of them appears little by little.
   */
  begin(room: number | undefined, isHasty: boolean): void {
    this.#room = room ?? ROOM;
    this.#isHasty = isHasty;
    this.#nowMs = performance.now();
    this.isBehind = this.isRevealing = false;
  }

  /**
   * Shows a text, or a further piece of it, and returns its node: the same one for as long as `policy` is.
   *
   * @param key - Names the text over all its changes.
   * @param part - The node's part.
   * @param grows - More of it is on its way.
   * @param isPaced - What is new in it may appear little by little.
   */
  show(key: string, part: string, markdown: string, policy: MarkdownPolicy, grows = false, isPaced = false): Readonly<Text> {
    let text = this.#texts.get(key);
    if (text?.policy !== policy) {
      const element = document.createElement('div');
      element.className = 'answer';
      element.setAttribute('part', part);
      text = { element, view: new MarkdownView(element, policy), policy, reveal: new Reveal(), isShown: false };
      this.#texts.set(key, text);
    }
    const waits = isPaced && text.markdown !== undefined && !policy.wholeLines && !this.#isHasty;
    if (text.markdown !== markdown || text.grows !== grows) Object.assign(text, { markdown, grows, isShown: false });
    if (!text.isShown) {
      let isStepped = this.#room <= 0;
      if (!isStepped) {
        this.#room -= Math.min(markdown.length, MAX_STEP);
        const end = text.reveal.advance(markdown, this.#nowMs, grows, waits);
        const { isBehind } = text.reveal;
        isStepped = !text.view[grows || isBehind ? 'update' : 'finish'](markdown.slice(0, end), this.#nowMs + STEPS_MS);
        text.isShown = !isBehind && !isStepped;
        this.isRevealing ||= isBehind;
      }
      this.isBehind ||= isStepped;
    }
    return text;
  }

  /** The nodes of as much of a text as is shown and will not change any more, block by block. */
  finishedNodes(key: string): readonly Node[] {
    return this.#texts.get(key)?.view.finishedNodes ?? [];
  }

  forget(key: string): void {
    this.#texts.delete(key);
  }
}
