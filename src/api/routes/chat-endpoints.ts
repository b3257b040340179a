import { roundUsd } from '../accounts/money.ts';
import type { ApiContext } from '../api-context.ts';
import { acceptQuestion, type ChatInput } from '../conversations/accept-question.ts';
import { giveAnswer } from '../conversations/give-answer.ts';
import { formatTime } from '../conversations/session-store.ts';
import type { ChatReply, ChatUser } from '../../protocol/chat-request.ts';
import { callerOf, type Call, type Endpoint } from './endpoint.ts';
import { readJson } from './read-json.ts';
import { describeRefusals } from './refusal-responses.ts';
import { ChatReplySchema, ChatRequestSchema } from './schemas.ts';
import { createAnswerStream, STREAM_HEADERS } from './stream-answer.ts';

const body = { required: true, content: { 'application/json': { schema: ChatRequestSchema } } };
const refusals = describeRefusals(400, 401, 402, 404, 413, 415, 429, 500);

/** `POST /chat` and `POST /chat/stream`. */
export function createChatEndpoints(context: ApiContext): Endpoint[] {
  return [
    {
      route: {
        method: 'post',
        path: '/chat',
        summary: 'Send a message and get an AI response.',
        request: { body },
        responses: {
          200: { description: 'The answer', content: { 'application/json': { schema: ChatReplySchema } } },
          ...refusals,
        },
      },
      handle: async (call) => {
        const question = await acceptQuestion(context, callerOf(call), await readInput(call));
        const stop = new AbortController();
        call.request.signal.addEventListener('abort', () => stop.abort(new Error('The client left.')), { once: true });
        for await (const event of giveAnswer(context, question, stop, false)) {
          if (event.type === 'text') continue;
          return Response.json({
            id: event.id,
            response: event.text,
            session_id: question.sessionId,
            tokens: event.tokens,
            cost: roundUsd(event.costPico, 4),
            created_at: formatTime(event.createdAtMs),
          } satisfies ChatReply);
        }
        throw new Error('The answer ended without an end.');
      },
    },
    {
      route: {
        method: 'post',
        path: '/chat/stream',
        summary: 'Stream responses in real-time using Server-Sent Events.',
        description:
          'Events are named `message`; the `type` in their JSON is `chunk` (`content`), `sources` (`sources`: title and url each), ' +
          '`done` (`id`, `tokens.total`) or `error` (`error`: code, message, status). An answer is complete only with `done`.',
        request: { body },
        responses: {
          200: {
            description: 'The answer, as it comes',
            content: {
              'text/event-stream': {
                schema: { type: 'string' },
                example: 'event: message\ndata: {"type":"chunk","content":"Our pricing"}\n\n',
              },
            },
          },
          ...refusals,
        },
      },
      handle: async (call) => {
        const question = await acceptQuestion(context, callerOf(call), await readInput(call));
        return new Response(createAnswerStream(context, call, question), { headers: STREAM_HEADERS });
      },
    },
  ];
}

async function readInput(call: Call): Promise<ChatInput> {
  const { assistant, message, session_id, user } = await readJson(call.request, ChatRequestSchema);
  return {
    assistant,
    message,
    sessionId: session_id ?? undefined,
    user: user === null || user === undefined ? undefined : dropEmpty(user),
  };
}

function dropEmpty(user: { [Field in keyof ChatUser]: string | undefined }): ChatUser | undefined {
  const known = Object.entries(user).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : (Object.fromEntries(known) as ChatUser);
}
