import { z } from '@hono/zod-openapi';
import type { ApiContext } from '../api-context.ts';
import { deleteSession, readSession } from '../conversations/session-store.ts';
import { createRefusal } from '../refusal.ts';
import { callerOf, type Endpoint } from './endpoint.ts';
import { describeRefusals } from './refusal-responses.ts';
import { SessionSchema } from './schemas.ts';

const params = z.object({ session_id: z.string().openapi({ example: 'sess_abc123' }) });

/** `GET` and `DELETE /sessions/{session_id}`. */
export function createSessionEndpoints(context: ApiContext): Endpoint[] {
  return [
    {
      route: {
        method: 'get',
        path: '/sessions/{session_id}',
        summary: 'Retrieve session history.',
        request: { params },
        responses: {
          200: { description: 'The session', content: { 'application/json': { schema: SessionSchema } } },
          ...describeRefusals(401, 404, 429, 500),
        },
      },
      handle: (call) => {
        const session = readSession(context.db, callerOf(call).accountId, call.param('session_id'));
        if (session === undefined) throw createRefusal('session_not_found', 'There is no session with this id.');
        return Response.json(session);
      },
    },
    {
      route: {
        method: 'delete',
        path: '/sessions/{session_id}',
        summary: "Clear a session's history.",
        request: { params },
        responses: { 204: { description: 'Gone, or was never there' }, ...describeRefusals(401, 429, 500) },
      },
      handle: (call) => {
        deleteSession(context.db, callerOf(call).accountId, call.param('session_id'));
        return new Response(null, { status: 204 });
      },
    },
  ];
}
