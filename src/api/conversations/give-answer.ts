import { chargeAnswer } from '../accounts/charge.ts';
import type { ApiContext, RunningAnswer } from '../api-context.ts';
import { inTransaction } from '../db/transaction.ts';
import { createId } from '../identifiers.ts';
import type { Source } from '../../protocol/chat-event.ts';
import { MAX_ANSWER_LENGTH } from '../../protocol/limits.ts';
import type { AcceptedQuestion } from './accept-question.ts';
import { countTokens } from './count-tokens.ts';
import { storeAnswer } from './session-store.ts';

/** What `giveAnswer` yields: text as it comes, then once the end. */
export type AnswerEvent = { type: 'text'; text: string } | ({ type: 'end' } & FinishedAnswer);

/** A whole answer, stored and charged. */
export interface FinishedAnswer {
  id: string;
  text: string;
  sources: Source[];
  tokens: { input: number; output: number; total: number };
  costPico: bigint;
  createdAtMs: number;
}

/**
 * Lets the assistant's engine answer, stores the answer and charges for it: whole with the `end` event, or as far as it came when
 * the engine fails, `stop` is aborted, or the consumer returns early. An answer of which nothing was said costs nothing.
 *
 * @param stop - the caller's own controller; also aborted by the deadline and by closing the API.
 * @throws what the engine threw, or the reason of the abort.
 */
export async function* giveAnswer(
  context: ApiContext,
  question: AcceptedQuestion,
  stop: AbortController,
  live: boolean,
): AsyncGenerator<AnswerEvent, void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const running: RunningAnswer = { abort: (reason) => stop.abort(reason), settled: promise };
  context.running.add(running);
  const deadline = setTimeout(() => stop.abort(new Error('The answer took too long.')), context.deadlineMs);
  const draft: Draft = { id: createId('msg'), text: '', sources: [], usage: undefined };
  let settled = false;
  try {
    for await (const text of listen(context, question, draft, stop.signal, live)) yield { type: 'text', text };
    const finished = await settle(context, question, draft, 'complete');
    settled = true;
    yield { type: 'end', ...finished };
  } finally {
    clearTimeout(deadline);
    try {
      if (!settled && draft.text !== '') await settle(context, question, draft, 'partial');
    } finally {
      context.running.delete(running);
      resolve();
    }
  }
}

interface Draft {
  id: string;
  text: string;
  sources: Source[];
  usage: { input: number; output: number } | undefined;
}

async function* listen(
  context: ApiContext,
  question: AcceptedQuestion,
  draft: Draft,
  signal: AbortSignal,
  live: boolean,
): AsyncGenerator<string, void> {
  const { assistant, history, message, user } = question;
  const engine = context.engines.get(assistant.engine);
  if (engine === undefined) throw new Error(`The assistant ${assistant.slug} wants the engine ${assistant.engine}, which is not there.`);
  signal.throwIfAborted();
  for await (const event of engine.answer({ assistant, history, message, user, live, signal })) {
    signal.throwIfAborted();
    if (event.type === 'usage') draft.usage = { input: event.input, output: event.output };
    else if (event.type === 'source') draft.sources.push({ title: event.title, url: event.url });
    else if (event.text !== '') {
      if (draft.text.length + event.text.length > MAX_ANSWER_LENGTH) throw new Error('The engine does not stop talking.');
      draft.text += event.text;
      yield event.text;
    }
  }
  signal.throwIfAborted();
  if (draft.text === '') throw new Error(`The engine ${assistant.engine} said nothing.`);
}

/** Message and charge are one transaction: neither is ever there without the other. */
async function settle(
  context: ApiContext,
  question: AcceptedQuestion,
  draft: Draft,
  state: 'complete' | 'partial',
): Promise<FinishedAnswer> {
  const input = draft.usage?.input ?? (await countTokens(question.message));
  const output = draft.usage?.output ?? (await countTokens(draft.text));
  const { key, assistant } = question;
  const createdAtMs = context.now();
  const costPico = inTransaction(context.db, () => {
    storeAnswer(context.db, { messageId: draft.id, questionSeq: question.seq, content: draft.text, state }, createdAtMs);
    return chargeAnswer(
      context.db,
      {
        accountId: key.accountId,
        keyId: key.id,
        assistantId: assistant.id,
        messageId: draft.id,
        inputTokens: input,
        outputTokens: output,
        pricePicoPerToken: assistant.pricePicoPerToken,
      },
      createdAtMs,
    );
  });
  const { id, text, sources } = draft;
  return { id, text, sources, tokens: { input, output, total: input + output }, costPico, createdAtMs };
}
