import type { Tokens } from 'marked';
import { createElement } from './append-nodes.ts';
import { countSame, entriesElement, entriesOf, withoutEntries } from './block-entries.ts';
import { BoundedLexer, type Definitions } from './bounded-lexer.ts';
import { copyText } from './copy-text.ts';
import { addDefinitions, labelsIn } from './definitions.ts';
import { BEGINNING, countFinished, lexBlocks, type Block } from './lex-blocks.ts';
import type { MarkdownPolicy } from './markdown-policy.ts';
import { textToken } from './open-end.ts';
import { patchNodes } from './patch-nodes.ts';
import { appendTokens, createImage, imageOf } from './render-tokens.ts';

export type { MarkdownLabels, MarkdownPolicy } from './markdown-policy.ts';

/** Code units of one answer that are shown. */
const MAX_SOURCE = 1_048_576;

/** Code units that are read and shown at once: a burst of text must not keep the page from answering a key or a finger. */
const MAX_STEP = 6000;

/** Code units that may still change, beyond which not every piece of text is worth reading them all again. */
const MAX_REST = 16_000;

/** Blocks that are laid out together: a browser looks at every sibling of what has grown. */
const GROUP_SIZE = 24;

/** How long a copy button says that it has copied. */
const COPIED_MS = 2000;

/** Where a block ends on the page, and so where the next one begins. */
interface Place {
  /** Blocks up to here that have nodes. */
  readonly count: number;
  /** The last node in the last group; `null` while that is empty. */
  readonly end: ChildNode | null;
  /** The last code block's text, and the last node in it. */
  readonly code: Element | null;
  readonly codeEnd: ChildNode | null;
}

/** A block as it is on the page. */
interface Shown extends Place {
  readonly block: Block;
  /** Rendered as the end of an unfinished answer. */
  readonly isOpen: boolean;
  /** How many definitions were known to it. */
  readonly known: number;
  /** `undefined` while it has no nodes. */
  readonly parent: Element | undefined;
  /** Of a list or table. */
  readonly entries: readonly string[];
  nodes: ChildNode[];
}

const START: Place = { count: 0, end: null, code: null, codeEnd: null };

/**
 * Shows one answer's markdown in a container of its own, and follows it while it grows.
 *
 * Text becomes nodes without passing through HTML. Blocks that nothing can change any more are neither read nor touched again; those
 * behind them are read anew with each piece of text, and patched. A whole answer is read in the same pieces as one that arrives, so
 * that both end with the same nodes.
 */
export class MarkdownView {
  readonly #container: HTMLElement;
  readonly #policy: MarkdownPolicy;
  /** Addresses of images that the visitor has asked for. */
  readonly #shownImages = new Set<string>();
  /** As much of the answer as was read, as it came. */
  #markdown = '';
  #isWhole = false;
  /** What of it stands behind the finished blocks, with `\n` line ends. */
  #rest = '';
  #continuation = BEGINNING;
  #definitions: Definitions = Object.create(null);
  /** Where the finished blocks end. */
  #finished = START;
  /** The blocks behind them. */
  #open: Shown[] = [];
  /** Finished blocks by the labels in them that nothing has defined yet. */
  #waiting = new Map<string, Shown[]>();

  /** @param container - Empty, and written by nobody else. */
  constructor(container: HTMLElement, policy: MarkdownPolicy) {
    this.#container = container;
    this.#policy = policy;
    container.addEventListener('click', this.#onClick);
  }

  /**
   * Shows the text so far of an answer that goes on: half-typed syntax at its end is held back or completed.
   *
   * @returns whether all of it is shown; where it is not, the next call goes on, best in the next frame.
   */
  update(markdown: string): boolean {
    return this.#show(this.#policy.wholeLines ? markdown.slice(0, markdown.lastIndexOf('\n') + 1) : markdown, false);
  }

  /**
   * Shows a whole answer, the same whether or not it was streamed before.
   *
   * @returns as `update` does.
   */
  finish(markdown: string): boolean {
    return this.#show(markdown, true);
  }

  #show(markdown: string, isWhole: boolean): boolean {
    const source = markdown.slice(0, MAX_SOURCE);
    if (!source.startsWith(this.#markdown) || (this.#isWhole && source.length > this.#markdown.length)) this.#clear();
    const from = this.#markdown.length;
    // What has to be read again as a whole is so in fewer steps.
    const end = Math.min(from + Math.max(MAX_STEP, this.#rest.length >> 3), source.length);
    const isLast = end === source.length;
    const isOpen = !isWhole || !isLast;
    // Half of a character or of a line end waits for its other half.
    const piece = isOpen ? source.slice(from, end).replace(/[\r\uD800-\uDBFF]$/, '') : source.slice(from);
    const isDue = piece.length > (this.#rest.length > MAX_REST ? this.#rest.length / 64 : 0);
    if (isDue || !isLast || (!isOpen && !this.#isWhole)) {
      this.#markdown = source.slice(0, from + piece.length);
      this.#rest += piece.replace(/\r\n?/g, '\n');
      this.#render(isOpen);
      this.#isWhole = !isOpen;
    }
    return isLast;
  }

  #render(isOpen: boolean): void {
    const definitions: Definitions = Object.assign(Object.create(null), this.#definitions);
    const blocks = this.#read(definitions, isOpen);
    const known = Object.keys(definitions).length;
    let before = this.#finished;
    for (const [index, block] of blocks.entries())
      before = this.#open[index] = this.#place(block, before, this.#open[index], isOpen && index === blocks.length - 1, known);
    for (const { nodes } of this.#open.splice(blocks.length)) for (const node of nodes) node.remove();
    const groups = this.#container.children;
    while (groups.length > Math.ceil(before.count / GROUP_SIZE)) groups[groups.length - 1]!.remove();
    this.#close(isOpen ? countFinished(blocks) : blocks.length);
  }

  /** The blocks behind the finished ones. */
  #read(definitions: Definitions, isOpen: boolean): Block[] {
    const rest = this.#rest;
    const createLexer = (): BoundedLexer => new BoundedLexer(definitions, Boolean(this.#policy.enhance));
    try {
      return lexBlocks(rest, this.#continuation, createLexer, isOpen);
    } catch {
      // Whatever went wrong, the words have to be seen.
      return [{ ...BEGINNING, source: rest, length: rest.length, tokens: [textToken(rest)], lexer: createLexer(), isCut: false }];
    }
  }

  /** Brings a block to its place behind another one, over what was shown there before. */
  #place(block: Block, before: Place, shown: Shown | undefined, isOpen: boolean, defined: number): Shown {
    const known = mayRefer(block) ? defined : 0;
    const isSame =
      shown?.isOpen === isOpen &&
      shown.known === known &&
      shown.block.source === block.source &&
      shown.block.joins === block.joins &&
      shown.block.start === block.start;
    const { count, end, code, codeEnd } = before;
    const groups = this.#container.children;
    const group = groups[Math.floor(count / GROUP_SIZE)];
    const after = block.joins ? codeEnd : count % GROUP_SIZE ? end : null;
    const entries = entriesOf(block);
    let parent = block.joins ? code! : group;
    let nodes = shown?.nodes ?? [];
    if (nodes.length && shown?.parent !== parent) for (const node of nodes.splice(0)) node.remove();
    const same = shown?.known === known && nodes.length ? countSame(shown.entries, entries) : 0;
    if (!isSame && same) {
      const [from, to] = [nodes[0]!, this.#nodesOf(withoutEntries(block, same))[0]!].map((node) => entriesElement(node as Element));
      patchNodes(from!, [...from!.children].slice(same), [...to!.children], from!.children[same - 1]);
    } else if (!isSame || !nodes.length) {
      const next = this.#nodesOf(block);
      if (next.length) parent ??= this.#container.appendChild(createElement('div'));
      nodes = patchNodes(parent!, nodes, next, after);
    }
    const last = nodes.at(-1);
    const place: Place = block.joins
      ? { ...before, codeEnd: last ?? codeEnd }
      : { count: count + (last ? 1 : 0), end: last ?? after, code: null, codeEnd: null };
    // What joins a block's code stands behind the text that it began with.
    const started = block.isCut && !block.joins && (nodes[0] as Element).querySelector('code');
    return { ...place, ...(started && { code: started, codeEnd: started.firstChild }), block, isOpen, known, parent, entries, nodes };
  }

  #nodesOf({ tokens, lexer, joins }: Block): ChildNode[] {
    const root = createElement('div');
    appendTokens(root, tokens, { policy: this.#policy, shownImages: this.#shownImages, lexer });
    if (!joins) return [...root.childNodes];
    const text = root.querySelector('code')!.textContent!;
    return text ? [createElement('span', {}, text)] : [];
  }

  /** Declares the first open blocks finished. */
  #close(count: number): void {
    const closed = this.#open.splice(0, count);
    const last = closed.at(-1);
    if (!last) return;
    this.#finished = last;
    const next = this.#open[0]?.block;
    this.#continuation = next ?? BEGINNING;
    this.#rest = this.#rest.slice(closed.reduce((sum, { block }) => sum + block.length, 0));
    for (const [index, shown] of closed.entries()) if (!(closed[index + 1]?.block ?? next)?.joins) this.#enhance(shown);
    const added = closed.flatMap(({ block }) => addDefinitions(block.tokens, this.#definitions));
    for (const shown of closed.filter(({ block }) => mayRefer(block))) {
      for (const label of labelsIn(shown.block.source)) {
        if (!(label in this.#definitions)) this.#waiting.set(label, [...(this.#waiting.get(label) ?? []), shown]);
      }
    }
    for (const label of added) {
      this.#waiting.get(label)?.forEach((shown) => this.#renderAgain(shown));
      this.#waiting.delete(label);
    }
  }

  /** Renders a finished block that refers to what was defined only now. */
  #renderAgain(shown: Shown): void {
    const { block, parent, nodes } = shown;
    const isEnd = nodes.at(-1) === this.#finished.end;
    const lexer = new BoundedLexer(Object.assign(Object.create(null), this.#definitions), Boolean(this.#policy.enhance));
    const tokens = lexer.read(block.source, false);
    if (block.start !== undefined) (tokens[0] as Tokens.List).start = block.start;
    shown.nodes = patchNodes(parent!, nodes, this.#nodesOf({ ...block, tokens, lexer }));
    if (isEnd) this.#finished = { ...this.#finished, end: shown.nodes.at(-1) ?? null };
    this.#enhance(shown);
  }

  #enhance({ block, code, nodes }: Shown): void {
    for (const node of block.joins ? [code!.closest('div')] : nodes) {
      try {
        if (node instanceof HTMLElement) this.#policy.enhance?.(node);
      } catch (error) {
        // The page's own function: the page hears of it, the answer goes on.
        reportError(error);
      }
    }
  }

  #clear(): void {
    this.#container.replaceChildren();
    this.#markdown = this.#rest = '';
    this.#isWhole = false;
    this.#continuation = BEGINNING;
    this.#definitions = Object.create(null);
    this.#finished = START;
    this.#open = [];
    this.#waiting.clear();
  }

  #onClick = (event: Event): void => {
    const button = (event.target as Element).closest('button');
    if (!button) return;
    event.preventDefault(); // Without `type`, a button in a form would submit it.
    const image = imageOf.get(button);
    if (image) {
      this.#shownImages.add(image);
      button.replaceWith(createImage(image, button.firstChild!.textContent!));
    } else void this.#copyCode(button);
  };

  async #copyCode(button: HTMLElement): Promise<void> {
    const code = button.parentElement!.nextElementSibling!;
    const { copyCode, copied } = this.#policy.labels;
    if (!(await copyText(code.textContent!, code))) return;
    button.textContent = copied;
    setTimeout(() => (button.textContent = copyCode), COPIED_MS);
  }
}

/** Whether a definition can change how a block reads. */
function mayRefer({ tokens, source }: Block): boolean {
  return tokens[0]!.type !== 'code' && source.includes('[');
}
