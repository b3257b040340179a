import { z } from '@hono/zod-openapi';
import { countCodePoints, hasVisibleText, MAX_MESSAGE_CODE_POINTS, normalizeMessage } from '../../protocol/limits.ts';

/** Longest text of each field of `user`, and of a session's id, in UTF-16 units. */
const MAX_FIELD_LENGTH = 256;

/** What is wrong with a field that has to be there: `readJson` puts its name before, and a full stop behind. */
const requireText =
  (what: string) =>
  ({ input }: { input?: unknown }): string =>
    input === undefined ? 'is missing' : `must be ${what}`;

const optionalText = z
  .string('must be a text')
  .max(MAX_FIELD_LENGTH, `must have at most ${MAX_FIELD_LENGTH} characters`)
  .nullish()
  .transform((text) => text?.toWellFormed() ?? undefined);

/** Body of both chat routes. Fields that it does not name are ignored. */
export const ChatRequestSchema = z
  .object(
    {
      assistant: z
        .string({ error: requireText('a text: the slug or id of an assistant') })
        .min(1, 'must not be empty')
        .openapi({ description: 'Assistant slug or ID', example: 'pricing-advisor' }),
      message: z
        .string({ error: requireText('a text') })
        .transform((text) => normalizeMessage(text.toWellFormed()))
        .refine(hasVisibleText, 'must contain visible text')
        .refine((text) => countCodePoints(text) <= MAX_MESSAGE_CODE_POINTS, `must have at most ${MAX_MESSAGE_CODE_POINTS} characters`)
        .openapi({
          description: `User message, 1 to ${MAX_MESSAGE_CODE_POINTS} code points after NFC and trimming`,
          example: 'What is your return policy?',
        }),
      session_id: z
        .string('must be a text')
        .regex(/^[^\p{C}\s]{1,256}$/u, `must have 1 to ${MAX_FIELD_LENGTH} characters, none of them space or control`)
        .nullish()
        .openapi({ description: 'For conversation continuity; null is the same as absent', example: 'sess_abc123' }),
      user: z
        .object({ id: optionalText, name: optionalText, email: optionalText }, 'must be an object')
        .nullish()
        .openapi({ description: 'User context' }),
    },
    'The body must be a JSON object',
  )
  .openapi('ChatRequest');

const timestamp = z.iso.datetime({ precision: 3 }).openapi({ example: '2026-01-10T12:00:00.000Z' });

/** Answer of `POST /chat`. */
export const ChatReplySchema = z
  .object({
    id: z.string().openapi({ example: 'msg_abc123xyz' }),
    response: z.string().openapi({ description: 'Markdown' }),
    session_id: z.string().openapi({ example: 'sess_abc123' }),
    tokens: z.object({ input: z.int(), output: z.int(), total: z.int() }).openapi({ example: { input: 45, output: 52, total: 97 } }),
    cost: z.number().openapi({ description: 'USD, rounded half up to four places', example: 0.0007 }),
    created_at: timestamp,
  })
  .openapi('ChatReply');

/** Answer of `GET /sessions/{session_id}`. */
export const SessionSchema = z
  .object({
    id: z.string().openapi({ example: 'sess_abc123' }),
    assistant: z.string().openapi({ description: "Slug of the assistant of the session's first question" }),
    messages: z.array(
      z.object({
        role: z.enum(['user', 'assistant']),
        content: z.string(),
        created_at: timestamp,
        partial: z.boolean().optional().openapi({ description: 'The answer was cut, stopped or left before its end.' }),
      }),
    ),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .openapi('Session');

/** Answer of `GET /assistants/{slug}`. */
export const AssistantSchema = z
  .object({
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    category: z.string(),
    price_per_million_tokens: z.number().openapi({ description: 'USD' }),
    rating: z.number(),
    total_conversations: z.int(),
  })
  .openapi('Assistant', {
    example: {
      slug: 'pricing-advisor',
      name: 'Pricing Advisor',
      description: 'Expert guidance on SaaS pricing',
      category: 'business',
      price_per_million_tokens: 7.5,
      rating: 4.8,
      total_conversations: 15420,
    },
  });

/** Answer of `GET /assistants`. */
export const AssistantListSchema = z.object({ assistants: z.array(AssistantSchema) }).openapi('AssistantList');

/** Body of every refusal. */
export const ErrorSchema = z.object({ error: z.object({ code: z.string(), message: z.string(), status: z.int() }) }).openapi('Error', {
  example: { error: { code: 'invalid_api_key', message: 'The API key provided is invalid or expired.', status: 401 } },
});

/** Answer of `GET /health`. */
export const HealthSchema = z.object({ status: z.literal('ok') }).openapi('Health');
