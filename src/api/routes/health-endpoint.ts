import type { ApiContext } from '../api-context.ts';
import type { Endpoint } from './endpoint.ts';
import { HealthSchema } from './schemas.ts';

/** `GET /health`: whether the API can reach its database. */
export function createHealthEndpoint(context: ApiContext): Endpoint {
  return {
    open: true,
    route: {
      method: 'get',
      path: '/health',
      summary: 'Whether the server can answer.',
      security: [],
      responses: { 200: { description: 'It can', content: { 'application/json': { schema: HealthSchema } } } },
    },
    handle: () => {
      context.db.prepare('SELECT 1').get();
      return Response.json({ status: 'ok' });
    },
  };
}
