import { isBlank, isRunning, MAX_DISCARDED, type ConversationState, type Turn } from './state.ts';

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
  const news = theirs.discarded.filter((key) => !ours.discarded.includes(key));
  const discarded = news.length > 0 ? [...ours.discarded, ...news].slice(-MAX_DISCARDED) : ours.discarded;
  const isGone = (turn: Turn): boolean => isDiscarded(turn, ours) || isDiscarded(turn, theirs);
  const known = new Map(ours.turns.map((turn) => [nameOf(turn), turn]));
  const told = new Set(theirs.turns.map(nameOf));
  /** What this tab alone has, by the turn before it that both have. */
  const own = new Map<string | undefined, Turn[]>();
  let anchor: string | undefined;
  for (const turn of ours.turns) {
    if (told.has(nameOf(turn))) anchor = nameOf(turn);
    else if (!isGone(turn)) own.set(anchor, [...(own.get(anchor) ?? []), turn]);
  }
  const turns: Turn[] = [];
  let waiting = own.get(undefined) ?? [];
  for (const turn of theirs.turns) {
    const copy = known.get(nameOf(turn));
    // Before what follows it here; among what the other tab alone has, in the order of asking.
    while (waiting.length > 0 && (copy || order(waiting[0]!, turn) < 0)) turns.push(...waiting.splice(0, copy ? waiting.length : 1));
    const arrivesHere = copy?.key === runningKey && turn.key === runningKey && turn.state !== 'done' && turn.state !== 'stopped';
    const isTheirs = !copy || isGone(copy) || (!isGone(turn) && !arrivesHere && lead(copy, turn) > 0);
    const best = isTheirs ? turn : copy;
    if (!isGone(best)) turns.push(best);
    if (copy) waiting = own.get(nameOf(turn)) ?? [];
  }
  turns.push(...waiting);
  // Two tabs may have begun it at the same time: it goes on under the session that the server has, else that of its first question.
  const [first] = turns;
  const isOurs = isAnswered(ours) === isAnswered(theirs) ? first !== undefined && !told.has(nameOf(first)) : isAnswered(ours);
  const sessionId = isOurs ? ours.sessionId : theirs.sessionId;
  const isSame = turns.length === ours.turns.length && turns.every((turn, index) => turn === ours.turns[index]);
  if (isSame && sessionId === ours.sessionId && discarded === ours.discarded) return ours;
  return { sessionId, turns: isSame ? ours.turns : turns, discarded, changedAtMs: Math.max(ours.changedAtMs, theirs.changedAtMs) };
}

/** Whether a tab that has saved should hear what this one knows. */
export function hasNews(ours: ConversationState, theirs: ConversationState): boolean {
  const nameOf = createNames(ours, theirs);
  const told = new Map(theirs.turns.map((turn) => [nameOf(turn), turn]));
  const [oldest] = theirs.turns;
  if (theirs.turns.some((turn) => isDiscarded(turn, ours))) return true;
  return ours.turns.some((turn) => {
    const copy = told.get(nameOf(turn));
    if (copy !== undefined) return lead(turn, copy) < 0;
    // What is old may have been left out to save space.
    return isRunning(turn) || turn.place >= (oldest?.place ?? 0) || turn.askedAtMs > theirs.changedAtMs;
  });
}

/** Whether a turn, of which nothing was answered, was taken back where it was known to have failed. */
export function isDiscarded({ key, answer }: Turn, { discarded }: ConversationState): boolean {
  return isBlank(answer) && discarded.includes(key);
}

function isAnswered({ turns }: ConversationState): boolean {
  return turns.some(({ answer }) => !isBlank(answer));
}

/** What only the server knew gets another id in each tab, and keeps it where one of them asks it again: then its words name it. */
function createNames(ours: ConversationState, theirs: ConversationState): (turn: Turn) => string {
  const wordsOf = ({ question, askedAtMs }: Turn): string => JSON.stringify([question, askedAtMs]);
  const fromServer = new Set([...ours.turns, ...theirs.turns].filter(({ key }) => key === '').map(wordsOf));
  if (fromServer.size === 0) return ({ id }) => id;
  const known = new Set(ours.turns.map(({ id }) => id));
  const common = new Set(theirs.turns.map(({ id }) => id).filter((id) => known.has(id)));
  const names = new Map<Turn, string>();
  for (const { turns } of [ours, theirs]) {
    const free = new Set(fromServer);
    for (const turn of turns) names.set(turn, !common.has(turn.id) && free.delete(wordsOf(turn)) ? wordsOf(turn) : turn.id);
  }
  return (turn) => names.get(turn)!;
}

function order(one: Turn, other: Turn): number {
  return one.place - other.place || (one.id < other.id ? -1 : 1);
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
