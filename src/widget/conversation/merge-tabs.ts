import { isRunning, type ConversationState, type Turn } from './state.ts';

/** How far a turn has come, of two copies of one attempt. */
const PROGRESS: Record<Turn['state'], number> = {
  queued: 0,
  sending: 1,
  recovering: 2,
  streaming: 2,
  failed: 3,
  interrupted: 3,
  stopped: 4,
  done: 5,
};

/** Milliseconds in which one tab hears of what another one has saved. */
const HEARD_MS = 2_000;

/**
 * Brings together what this tab knows of a conversation and what another one has saved.
 *
 * Nothing that was said in either is lost, but for a failed question that one of them took back. Both tabs come to the same, whoever
 * is first.
 *
 * @param runningKey - of the turn whose answer arrives here: of another tab's copy of it counts only
 *   that it is done or was stopped.
 * @returns the very same state, and the very same turns, where the other tab has nothing new of them.
 */
export function mergeTabs(ours: ConversationState, theirs: ConversationState, runningKey?: string): ConversationState {
  if (ours.sessionId === null) return theirs;
  const nameOf = createNames(ours, theirs);
  const known = new Map(ours.turns.map((turn) => [nameOf(turn), turn]));
  const told = new Set(theirs.turns.map(nameOf));
  /** What this tab alone has, by the turn before it that both have. */
  const own = new Map<string | undefined, Turn[]>();
  let anchor: string | undefined;
  for (const turn of ours.turns) {
    if (told.has(nameOf(turn))) anchor = nameOf(turn);
    else if (!isTakenBack(turn, ours, theirs)) own.set(anchor, [...(own.get(anchor) ?? []), turn]);
  }
  const turns: Turn[] = [];
  let waiting = own.get(undefined) ?? [];
  for (const turn of theirs.turns) {
    const copy = known.get(nameOf(turn));
    // Before what follows it here; among what the other tab alone has, in the order of asking.
    while (waiting.length > 0 && (copy || order(waiting[0]!, turn) < 0)) turns.push(...waiting.splice(0, copy ? waiting.length : 1));
    const arrivesHere = copy?.key === runningKey && turn.key === runningKey && turn.state !== 'done' && turn.state !== 'stopped';
    turns.push(copy === undefined || (lead(copy, turn) > 0 && !arrivesHere) ? turn : copy);
    if (copy) waiting = own.get(nameOf(turn)) ?? [];
  }
  turns.push(...waiting);
  // Two tabs may have begun it at the same time: it goes on under the session of its first question.
  const [first] = turns;
  const sessionId = first !== undefined && !told.has(nameOf(first)) ? ours.sessionId : theirs.sessionId;
  const isSame = turns.length === ours.turns.length && turns.every((turn, index) => turn === ours.turns[index]);
  if (isSame && sessionId === ours.sessionId) return ours;
  return { sessionId, turns: isSame ? ours.turns : turns, changedAtMs: Math.max(ours.changedAtMs, theirs.changedAtMs) };
}

/** Whether a tab that has saved should hear what this one knows. */
export function hasNews(ours: ConversationState, theirs: ConversationState): boolean {
  const nameOf = createNames(ours, theirs);
  const told = new Map(theirs.turns.map((turn) => [nameOf(turn), turn]));
  return ours.turns.some((turn) => {
    const copy = told.get(nameOf(turn));
    if (copy !== undefined) return lead(turn, copy) < 0;
    // What is old may have been left out to save space.
    return isRunning(turn) || (turn.state === 'failed' ? !isTakenBack(turn, ours, theirs) : turn.askedAtMs > theirs.changedAtMs);
  });
}

/** Whether a turn that only `ours` has is one that failed, and was taken back by who saved `theirs`: it must have heard of it. */
function isTakenBack({ state, askedAtMs, endedAtMs }: Turn, ours: ConversationState, theirs: ConversationState): boolean {
  return state === 'failed' && ours.sessionId === theirs.sessionId && (endedAtMs ?? askedAtMs) + HEARD_MS <= theirs.changedAtMs;
}

/** What only the server knew gets another id in each tab; and keeps it where one of them asks it again. */
function createNames(ours: ConversationState, theirs: ConversationState): (turn: Turn) => string {
  const wordsOf = ({ question, askedAtMs }: Turn): string => JSON.stringify([question, askedAtMs]);
  const fromServer = new Set([...ours.turns, ...theirs.turns].filter(({ key }) => key === '').map(wordsOf));
  return (turn) => (fromServer.size > 0 && fromServer.has(wordsOf(turn)) ? wordsOf(turn) : turn.id);
}

function order(one: Turn, other: Turn): number {
  return one.askedAtMs - other.askedAtMs || (one.id < other.id ? -1 : 1);
}

/** Which of two copies of a turn is further on: above zero theirs, below zero ours. */
function lead(ours: Turn, theirs: Turn): number {
  if (ours.key !== theirs.key) {
    // One of them was asked again, and the other tab has not heard of it.
    const isNewer = isRunning(ours) ? 0 : (theirs.endedAtMs ?? 0) - (ours.endedAtMs ?? 0);
    return theirs.waits - ours.waits || Number(isRunning(theirs)) - Number(isRunning(ours)) || isNewer || (theirs.key < ours.key ? 1 : -1);
  }
  // One that waits was on its way before; an end is an end all the same.
  const isWaiting = isRunning(ours) && isRunning(theirs) ? theirs.waits - ours.waits : 0;
  return (
    isWaiting ||
    PROGRESS[theirs.state] - PROGRESS[ours.state] ||
    theirs.answer.length - ours.answer.length ||
    theirs.sends - ours.sends ||
    (theirs.failure?.retryAtMs ?? 0) - (ours.failure?.retryAtMs ?? 0)
  );
}
