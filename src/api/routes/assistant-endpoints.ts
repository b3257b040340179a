import { z } from '@hono/zod-openapi';
import { usdPerMillion } from '../accounts/money.ts';
import type { ApiContext } from '../api-context.ts';
import { findAssistant, listAssistants, type StoredAssistant } from '../conversations/assistant-store.ts';
import { createRefusal } from '../refusal.ts';
import type { Assistant } from '../../protocol/chat-request.ts';
import { callerOf, type Endpoint } from './endpoint.ts';
import { describeRefusals } from './refusal-responses.ts';
import { AssistantListSchema, AssistantSchema } from './schemas.ts';

/** `GET /assistants` and `GET /assistants/{slug}`. */
export function createAssistantEndpoints(context: ApiContext): Endpoint[] {
  return [
    {
      route: {
        method: 'get',
        path: '/assistants',
        summary: 'List accessible assistants.',
        responses: {
          200: { description: 'The assistants that the key may use', content: { 'application/json': { schema: AssistantListSchema } } },
          ...describeRefusals(401, 429, 500),
        },
      },
      handle: (call) => Response.json({ assistants: listAssistants(context.db, callerOf(call).accountId).map(present) }),
    },
    {
      route: {
        method: 'get',
        path: '/assistants/{slug}',
        summary: 'Get assistant details.',
        request: { params: z.object({ slug: z.string().openapi({ description: 'Slug or id', example: 'pricing-advisor' }) }) },
        responses: {
          200: { description: 'The assistant', content: { 'application/json': { schema: AssistantSchema } } },
          ...describeRefusals(401, 404, 429, 500),
        },
      },
      handle: (call) => {
        const assistant = findAssistant(context.db, callerOf(call).accountId, call.param('slug'));
        if (assistant === undefined)
          throw createRefusal('assistant_not_found', 'There is no assistant with this slug or id that the key may use.');
        return Response.json(present(assistant));
      },
    },
  ];
}

function present(assistant: StoredAssistant): Assistant {
  return {
    slug: assistant.slug,
    name: assistant.name,
    description: assistant.description,
    category: assistant.category,
    price_per_million_tokens: usdPerMillion(assistant.pricePicoPerToken),
    rating: assistant.rating,
    total_conversations: assistant.totalConversations,
  };
}
