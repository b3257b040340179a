import type { Tokens } from 'marked';
import { appendElement, appendText, createElement } from './append-nodes.ts';
import { countSame, entriesElement, entriesOf, withoutEntries } from './block-entries.ts';
import { BoundedLexer, type Definitions } from './bounded-lexer.ts';
import { addDefinitions, labelsIn } from './definitions.ts';
import { BEGINNING, countFinished, lexBlocks, type Block } from './lex-blocks.ts';
import type { MarkdownPolicy } from './markdown-policy.ts';
import { patchNodes } from './patch-nodes.ts';
import { appendTokens } from './render-tokens.ts';

/** Blocks that are laid out together: a browser looks at every sibling of what has grown. */
const GROUP_SIZE = 24;

/** Groups that are skipped together when they are far away: each that may be skipped is asked in every frame. */
const SECTION_SIZE = 8;

/** A block as it is on the page. */
interface Shown {
  readonly block: Block;
  /** Rendered as the end of an unfinished answer. */
  readonly isOpen: boolean;
  /** The labels that it may refer to. */
  readonly labels: readonly string[];
  /** What of them is defined, and how. */
  readonly known: string;
  /** Of a list or table. */
  readonly entries: readonly string[];
  /** `undefined` while it has no nodes. */
  readonly parent: Element | undefined;
  nodes: ChildNode[];
  /** Blocks up to here that have nodes. */
  readonly count: number;
  /** The last node up to here in the last group. */
  end: ChildNode | undefined;
}

/**
 * The blocks of a growing text, on the page.
 *
 * Those that nothing can change any more are finished: neither read nor touched again. Those behind them are read anew with each piece
 * of text, and patched.
 */
export class BlockSequence {
  /** The nodes of the finished blocks, in order; code that came in pieces is there when its last piece is. */
  readonly finishedNodes: Node[] = [];
  readonly #container: HTMLElement;
  readonly #policy: MarkdownPolicy;
  readonly #shownImages: Set<string>;
  /** The text behind the finished blocks. */
  #rest = '';
  #continuation = BEGINNING;
  #definitions: Definitions = Object.create(null);
  /** The last finished block. */
  #finished: Shown | undefined;
  /** The blocks behind it. */
  #open: Shown[] = [];
  /** They hold the blocks, and are in sections themselves. */
  readonly #groups: Element[] = [];
  /** Finished blocks with labels that nothing has defined yet. */
  readonly #waiting: [shown: Shown, labels: string[]][] = [];

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
    const blocks = lexBlocks(this.#rest, this.#continuation, () => this.#createLexer(definitions), isOpen);
    let before = this.#finished;
    for (const [index, block] of blocks.entries())
      before = this.#open[index] = this.#place(block, before, this.#open[index], isOpen && index === blocks.length - 1, definitions);
    for (const { nodes } of this.#open.splice(blocks.length)) for (const node of nodes) node.remove();
    for (const group of this.#groups.splice(Math.ceil((before?.count ?? 0) / GROUP_SIZE))) {
      const section = group.parentElement!;
      group.remove();
      if (!section.firstChild) section.remove();
    }
    // Once for all of it: a selector that looks into the answer would be matched again with every word.
    if (!this.#finished?.count) {
      const direction = this.#groups[0]?.firstElementChild?.matches(':dir(rtl)') ? 'rtl' : 'ltr';
      if (this.#container.dir !== direction) this.#container.dir = direction;
    }
    this.#close(isOpen ? this.#countCertain(countFinished(blocks), definitions) : blocks.length);
  }

  /** Of the first open blocks, those that are not read by a definition which is itself still open, and may turn out to be none. */
  #countCertain(size: number, definitions: Definitions): number {
    const certain: Definitions = Object.assign(Object.create(null), this.#definitions);
    const first = this.#open.slice(0, size);
    for (const { block } of first) addDefinitions(block.tokens, certain);
    const uncertain = first.findIndex(({ labels }) => labels.some((label) => label in definitions && !(label in certain)));
    return uncertain < 0 ? size : this.#countCertain(uncertain, definitions);
  }

  #createLexer(definitions: Definitions): BoundedLexer {
    return new BoundedLexer(definitions, Boolean(this.#policy.enhance));
  }

  /** Brings a block to its place behind another one, over what was shown there before. */
  #place(block: Block, before: Shown | undefined, shown: Shown | undefined, isOpen: boolean, definitions: Definitions): Shown {
    // A definition changes nothing of code.
    const labels = block.tokens[0]!.type === 'code' ? [] : labelsIn(block.source);
    const known = labels
      .filter((label) => label in definitions)
      .map((label) => `${label} ${definitions[label]!.href}`)
      .join('\n');
    let { count = 0, end } = before ?? {};
    let parent = this.#groups[Math.floor(count / GROUP_SIZE)];
    let after = count % GROUP_SIZE ? end : undefined;
    if (block.joins) {
      // Behind the text that the code began with, or behind what has joined it already.
      const { block: whole, parent: code, nodes } = before!;
      parent = whole.joins ? code : (nodes[0] as Element).querySelector('code')!;
      after = whole.joins ? nodes.at(-1) : parent!.firstChild!;
    }
    let nodes = shown?.nodes ?? [];
    if (shown?.parent !== parent) for (const node of nodes.splice(0)) node.remove();
    const isKnown = shown?.known === known && nodes.length > 0;
    const stays = isKnown && shown.isOpen === isOpen && shown.block.source === block.source && shown.block.start === block.start;
    const entries = stays ? shown.entries : entriesOf(block);
    if (!stays) {
      const same = isKnown ? countSame(shown.entries, entries) : 0;
      const next = this.#nodesOf(same ? withoutEntries(block, same) : block);
      if (same) {
        const [from, to] = [nodes, next].map(([node]) => [...entriesElement(node as Element).childNodes]) as [ChildNode[], ChildNode[]];
        // An item or a row is one node. A word may be several, or none: those behind what stays are as many as they become once more.
        const kept =
          block.tokens[0]!.type === 'paragraph'
            ? from.length - this.#nodesOf(withoutEntries(shown!.block, same))[0]!.childNodes.length
            : same;
        patchNodes(from[0]!.parentNode!, from.slice(kept), to, from[kept - 1]);
      } else {
        if (next.length) parent ??= this.#appendGroup();
        nodes = patchNodes(parent!, nodes, next, after);
      }
    }
    if (nodes.length && !block.joins) {
      count++;
      end = nodes.at(-1);
    }
    return { block, isOpen, labels, known, entries, parent, nodes, count, end };
  }

  #appendGroup(): Element {
    const section = this.#groups.length % SECTION_SIZE ? this.#container.lastElementChild! : appendElement(this.#container, 'div');
    const group = appendElement(section, 'div');
    this.#groups.push(group);
    return group;
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
  #close(size: number): void {
    const closed = this.#open.splice(0, size);
    if (!size) return;
    const next = this.#open[0]?.block;
    this.#finished = closed.at(-1);
    this.#continuation = next ?? BEGINNING;
    this.#rest = this.#rest.slice(closed.reduce((sum, { block }) => sum + block.length, 0));
    const complete = new Set(closed.filter((_, index) => !(closed[index + 1]?.block ?? next)?.joins));
    const added = closed.flatMap(({ block }) => addDefinitions(block.tokens, this.#definitions));
    for (const [shown, labels] of this.#waiting) {
      if (!added.some((label) => labels.includes(label))) continue;
      this.#renderAgain(shown);
      complete.add(shown);
    }
    for (const shown of closed) {
      const labels = shown.labels.filter((label) => !(label in this.#definitions));
      if (labels.length) this.#waiting.push([shown, labels]);
    }
    for (const shown of closed) if (complete.has(shown)) this.finishedNodes.push(...wholeNodes(shown));
    complete.forEach((shown) => this.#enhance(shown));
  }

  /** Renders a finished block that refers to what was defined only now. */
  #renderAgain(shown: Shown): void {
    const { block, parent, nodes } = shown;
    const last = this.#finished!;
    const isEnd = nodes.at(-1) === last.end;
    const lexer = this.#createLexer(Object.assign(Object.create(null), this.#definitions));
    const tokens = lexer.read(block.source, false);
    if (block.start !== undefined) (tokens[0] as Tokens.List).start = block.start;
    shown.nodes = patchNodes(parent!, nodes, this.#nodesOf({ ...block, tokens, lexer }));
    if (isEnd) last.end = shown.nodes.at(-1);
  }

  #enhance(shown: Shown): void {
    for (const node of wholeNodes(shown)) {
      try {
        if (node instanceof HTMLElement) this.#policy.enhance?.(node);
      } catch (error) {
        // The page's own function: the page hears of it, the answer goes on.
        reportError(error);
      }
    }
  }
}

/** The nodes of a block, or those of all the code that it is the last piece of. */
function wholeNodes({ block, parent, nodes }: Shown): Node[] {
  return block.joins ? [parent!.closest('div')!] : nodes;
}
