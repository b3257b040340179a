import type { Tokens } from 'marked';
import { appendText, createElement } from './append-nodes.ts';
import { countSame, entriesElement, entriesOf, withoutEntries } from './block-entries.ts';
import { BoundedLexer, type Definitions } from './bounded-lexer.ts';
import { addDefinitions, labelsIn } from './definitions.ts';
import { BEGINNING, countFinished, lexBlocks, type Block } from './lex-blocks.ts';
import type { MarkdownPolicy } from './markdown-policy.ts';
import { textToken } from './open-end.ts';
import { patchNodes } from './patch-nodes.ts';
import { appendTokens } from './render-tokens.ts';

/** Blocks that are laid out together: a browser looks at every sibling of what has grown. */
const GROUP_SIZE = 24;

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
 * The blocks of a growing text, on the page.
 *
 * Those that nothing can change any more are finished: neither read nor touched again. Those behind them are read anew with each piece
 * of text, and patched.
 */
export class BlockSequence {
  readonly #container: HTMLElement;
  readonly #policy: MarkdownPolicy;
  readonly #shownImages: Set<string>;
  /** The text behind the finished blocks. */
  #rest = '';
  #continuation = BEGINNING;
  #definitions: Definitions = Object.create(null);
  /** Where the finished blocks end. */
  #finished = START;
  /** The blocks behind them. */
  #open: Shown[] = [];
  /** Finished blocks by the labels in them that nothing has defined yet. */
  readonly #waiting = new Map<string, Shown[]>();

  /**
   * @param container - Empty, and written by nobody else.
   * @param shownImages - Addresses of images that the visitor has asked for.
   */
  constructor(container: HTMLElement, policy: MarkdownPolicy, shownImages: Set<string>) {
    this.#container = container;
    this.#policy = policy;
    this.#shownImages = shownImages;
  }

  /** Code units that may still change, and are read again with each piece. */
  get openLength(): number {
    return this.#rest.length;
  }

  /**
   * Shows more of the text.
   *
   * @param piece - With `\n` line ends.
   * @param isOpen - More will follow: half-typed syntax at the end is held back or completed.
   */
  append(piece: string, isOpen: boolean): void {
    this.#rest += piece;
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
    const createLexer = (): BoundedLexer => this.#createLexer(definitions);
    try {
      return lexBlocks(rest, this.#continuation, createLexer, isOpen);
    } catch {
      // Whatever went wrong, the words have to be seen.
      return [{ ...BEGINNING, source: rest, length: rest.length, tokens: [textToken(rest)], lexer: createLexer(), isCut: false }];
    }
  }

  #createLexer(definitions: Definitions): BoundedLexer {
    return new BoundedLexer(definitions, Boolean(this.#policy.enhance));
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

  #nodesOf({ source, tokens, lexer, joins }: Block): ChildNode[] {
    const root = createElement('div');
    try {
      appendTokens(root, tokens, { policy: this.#policy, shownImages: this.#shownImages, lexer });
    } catch {
      root.textContent = '';
      appendText(root, source);
    }
    if (!joins) return [...root.childNodes];
    const text = root.querySelector('code')!.textContent!;
    return text ? [createElement('span', {}, text)] : [];
  }

  /** Declares the first open blocks finished. */
  #close(count: number): void {
    const closed = this.#open.splice(0, count);
    const last = closed.at(-1);
    if (!last) return;
    const next = this.#open[0]?.block;
    this.#finished = last;
    this.#continuation = next ?? BEGINNING;
    this.#rest = this.#rest.slice(closed.reduce((sum, { block }) => sum + block.length, 0));
    const complete = new Set(closed.filter((_, index) => !(closed[index + 1]?.block ?? next)?.joins));
    for (const label of closed.flatMap(({ block }) => addDefinitions(block.tokens, this.#definitions))) {
      for (const shown of this.#waiting.get(label) ?? []) {
        this.#renderAgain(shown);
        complete.add(shown);
      }
      this.#waiting.delete(label);
    }
    for (const shown of closed) {
      for (const label of mayRefer(shown.block) ? labelsIn(shown.block.source) : []) {
        if (!(label in this.#definitions)) this.#waiting.set(label, [...(this.#waiting.get(label) ?? []), shown]);
      }
    }
    complete.forEach((shown) => this.#enhance(shown));
  }

  /** Renders a finished block that refers to what was defined only now. */
  #renderAgain(shown: Shown): void {
    const { block, parent, nodes } = shown;
    const isEnd = nodes.at(-1) === this.#finished.end;
    const lexer = this.#createLexer(Object.assign(Object.create(null), this.#definitions));
    const tokens = lexer.read(block.source, false);
    if (block.start !== undefined) (tokens[0] as Tokens.List).start = block.start;
    shown.nodes = patchNodes(parent!, nodes, this.#nodesOf({ ...block, tokens, lexer }));
    if (isEnd) this.#finished = { ...this.#finished, end: shown.nodes.at(-1) ?? null };
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
}

/** Whether a definition can change how a block reads. */
function mayRefer({ tokens, source }: Block): boolean {
  return tokens[0]!.type !== 'code' && source.includes('[');
}
