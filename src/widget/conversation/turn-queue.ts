import type { ChatUser } from '../../protocol/chat-request.ts';
import type { Happening } from './actions.ts';
import type { ChatTransport, Surroundings, TabLead } from './ports.ts';
import type { SessionEvent } from './session-event.ts';
import { isActive, isRunning, type ConversationState, type Turn, type TurnState } from './state.ts';
import { MAX_POSTPONED_MS, TurnRun, type Ending } from './turn-run.ts';

/** How long after another tab's last word this one is ready to go on in its place. */
const FOLLOW_MS = 1_500;

/** What is told of a turn whose request has ended. */
const TOLD: Partial<Record<TurnState, 'answered' | 'stopped' | 'postponed'>> = {
  done: 'answered',
  stopped: 'stopped',
  queued: 'postponed',
};

/** What the queue needs of the conversation whose turns it brings to their end. */
export interface TurnQueueHost {
  readonly transport: ChatTransport;
  readonly lead: TabLead;
  readonly surroundings: Surroundings;
  /** Who asks, read anew for every request. */
  readonly user: () => ChatUser | null;
  readonly state: () => ConversationState;
  /** Lets something happen to the conversation. */
  readonly dispatch: (happening: Happening) => boolean;
  readonly tell: (event: SessionEvent) => void;
  /** Names what only the server knew. */
  readonly mint: () => string;
}

/** Brings turns to their end, one after the other, in one tab of all that show the conversation: the one that leads. */
export class TurnQueue {
  readonly #host: TurnQueueHost;
  #run: TurnRun | null = null;
  /** Gives up the lead over other tabs, or the wish for it. */
  #yieldLead: (() => void) | undefined;
  #isLeading = false;
  /** Another tab has saved a moment ago. */
  #isFollowing = false;
  #isPaused = false;
  #cancelWait: (() => void) | undefined;

  constructor(host: TurnQueueHost) {
    this.#host = host;
  }

  /** The attempt that is on its way here. */
  get runningKey(): string | undefined {
    return this.#run?.of.key;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Hands on the text that waits for its frame. */
  flush(): void {
    this.#run?.flush();
  }

  /** Has the first turn that is not at its end come nearer to it: by its request, by looking for its answer, or by waiting. */
  goOn(): void {
    const { surroundings, lead } = this.#host;
    this.#cancelWait?.();
    if (this.#run !== null || this.#isPaused) return;
    const { turns } = this.#host.state();
    const turn = turns.find(isActive) ?? turns.find(isRunning);
    if (turn === undefined) return this.#rest();
    if (!this.#isLeading) {
      this.#yieldLead ??= lead.request(() => {
        this.#isLeading = true;
        // Whoever had it may have brought its turn to an end: that may be known here later than that the lead is free.
        if (this.#isFollowing && this.#host.state().turns.some(isActive)) this.#goOnLater();
        else this.goOn();
      });
      return;
    }
    const of = { turnId: turn.id, key: turn.key };
    // Whoever has sent it is gone.
    if (isActive(turn)) return this.#start(turn, 'find');
    const waitsForNetwork = turn.failure?.code === 'offline';
    // What was not tried yet is tried: a browser that thinks itself offline may reach a proxy beside it all the same.
    if (waitsForNetwork && !surroundings.isOnline()) return;
    const waitMs = (turn.failure?.retryAtMs ?? 0) - surroundings.nowMs();
    // None waits longer: the clock was set back.
    if (waitMs > 0 && waitMs <= MAX_POSTPONED_MS) {
      this.#cancelWait = surroundings.after(waitMs, () => this.goOn());
      return;
    }
    const way = waitsForNetwork && turn.sends > 0 ? 'ask-again' : 'ask';
    this.#host.dispatch({ type: 'sent', ...of });
    this.#start(this.#turn(turn.id), way);
  }

  /** Goes on after another tab has saved: it is left the lead for as long as it says more. */
  follow(): void {
    this.#isFollowing = !this.#isLeading;
    if (this.#isFollowing && !this.#yieldLead) this.#goOnLater();
    else this.goOn();
  }

  /** Ends a turn that runs here as stopped, with the text that has come. Returns whether it does. */
  stop(turnId: string): boolean {
    const run = this.#run;
    if (run?.of.turnId !== turnId) return false;
    run.flush();
    run.abandon();
    this.#end(run, { type: 'stopped' });
    return true;
  }

  /** Gives up a run whose turn was stopped, taken back or asked again elsewhere. */
  dropStale(): void {
    const run = this.#run;
    if (run && !this.#host.state().turns.some((turn) => turn.id === run.of.turnId && turn.key === run.of.key && isRunning(turn)))
      this.#drop();
  }

  /** Gives up what runs, and holds nothing; what waits is not sent. */
  abandon(): void {
    this.#drop();
    this.#rest();
  }

  /** As `abandon`, and does nothing until `resume`. */
  pause(): void {
    this.abandon();
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#isFollowing = false;
    this.goOn();
  }

  #goOnLater(): void {
    this.#cancelWait?.();
    this.#cancelWait = this.#host.surroundings.after(FOLLOW_MS, () => {
      this.#isFollowing = false;
      this.goOn();
    });
  }

  #start(turn: Turn, way: 'ask' | 'ask-again' | 'find'): void {
    const host = this.#host;
    const run = new TurnRun(turn, {
      ...host,
      tellFirstText: (ms) => host.tell({ type: 'first-token', turn: this.#turn(turn.id), ms }),
    });
    this.#run = run;
    void run.go(way).then((ending) => this.#end(run, ending));
  }

  /** Brings a run to its end: first all of its text, then the end state, then the news, then who waits next. */
  #end(run: TurnRun, ending: Ending | null): void {
    run.flush();
    // A listener may have stopped it on that last text.
    if (this.#run !== run) return;
    this.#run = null;
    if (ending) this.#host.dispatch({ ...ending, ...run.of });
    const turn = this.#turn(run.of.turnId);
    const type = TOLD[turn.state] ?? 'failed';
    this.#host.tell({ type, turn, ms: this.#host.surroundings.nowMs() - run.startedAtMs });
    this.goOn();
  }

  #drop(): void {
    this.#run?.abandon();
    this.#run = null;
  }

  /** Nothing is to be done: holds nothing. */
  #rest(): void {
    this.#cancelWait?.();
    this.#yieldLead?.();
    this.#yieldLead = undefined;
    this.#isLeading = false;
  }

  /** A turn that is known to be there. */
  #turn(turnId: string): Turn {
    return this.#host.state().turns.findLast(({ id }) => id === turnId)!;
  }
}
