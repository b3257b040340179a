/** The page's side: shows one answer by one contender, as an answer arrives. */
import { createAnswer, LAST_WORDS, type Kind } from './answers.ts';
import type { Contender, CreateContender } from './contenders/contender.d.ts';

/** What a measurement is about; sizes in code units. */
export interface Task {
  kind: Kind;
  manner: 'burst' | 'paced';
  size: number;
}

/** Tokens of a paced answer: four characters each, so many a second, for so long. */
const TOKEN = 4;
const RATE = 200;
const SECONDS = 3;

/** What the node side calls, step by step. */
export interface Page {
  /** All that comes before what is measured: the text is made, and of a paced one the beginning shown. */
  prepare(task: Task): Promise<void>;
  /** What is measured. Returns the tokens that came. */
  run(): Promise<number>;
  /** Whether the end of the text is to be seen. */
  isVisible(): boolean;
}

const frame = (): Promise<number> => new Promise(requestAnimationFrame);

export function createPage(create: CreateContender, seesText: boolean): Page {
  // As in the panel: a box of a fixed size that scrolls.
  const scroller = document.createElement('div');
  scroller.style.cssText =
    'position: relative; inline-size: 376px; block-size: 600px; overflow: hidden auto; container-type: size; font: 15px/1.6 system-ui';
  const container = document.createElement('div');
  scroller.append(container);
  document.body.append(scroller);
  let contender: Contender;
  let text = '';
  let shown = 0;
  let isPaced = false;

  const visibleText = (): string => (container.firstElementChild?.shadowRoot ?? container).textContent ?? '';

  /** Shows all up to some place, frame by frame where the contender wants it so. */
  async function show(end: number, isWhole: boolean): Promise<void> {
    const part = text.slice(0, end);
    while (contender.show(part, isWhole) === false) await frame();
    shown = end;
    // A frame's layout comes behind what it calls.
    await frame();
    await frame();
    // Those that render when they see fit have done so when nothing comes any more.
    for (let still = 0, length = -1; create.isLate && still < 10; still = visibleText().length === length ? still + 1 : 0) {
      length = visibleText().length;
      await frame();
    }
  }

  return {
    async prepare({ kind, manner, size }) {
      isPaced = manner === 'paced';
      const extra = isPaced ? TOKEN * RATE * SECONDS : 0;
      text = createAnswer(kind, size + extra);
      create.prepare?.(text);
      contender = create(container);
      if (isPaced && size > 0) await show(size, false);
      else await show(1, false);
      // The reader is at the end.
      scroller.scrollTop = scroller.scrollHeight;
      await frame();
      await frame();
    },

    async run() {
      if (!isPaced) {
        await show(text.length, true);
        return text.length / TOKEN;
      }
      const from = shown;
      const began = performance.now();
      let end = from;
      const timer = setInterval(() => {
        end = from + Math.floor(((performance.now() - began) / 1000) * RATE) * TOKEN;
      }, 1000 / RATE);
      while (end - from < TOKEN * RATE * SECONDS) {
        await frame();
        if (end > shown) contender.show(text.slice(0, end), false);
        shown = end;
      }
      clearInterval(timer);
      await frame();
      return (end - from) / TOKEN;
    },

    isVisible: () => !seesText || isPaced || visibleText().includes(LAST_WORDS),
  };
}
