import type { Visitor } from './check-origin.ts';

/** Seconds that a browser may remember a preflight's answer; the most that Chromium accepts. */
const PREFLIGHT_MAX_AGE_S = 7200;

/** Headers of every answer: `Vary` even on refusals, so that no cache hands one site's answer to another. */
export function corsHeaders(visitor: Visitor | null): Record<string, string> {
  const headers: Record<string, string> = { vary: 'Origin' };
  if (visitor === null || visitor.corsOrigin === null) return headers;
  headers['access-control-allow-origin'] = visitor.corsOrigin;
  headers['access-control-expose-headers'] = 'Retry-After, X-Request-Id';
  return headers;
}

/** Answers a browser's question before a cross-origin request. Credentials are never allowed: there are none. */
export function preflightResponse(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': 'content-type, idempotency-key, last-event-id, x-assisters-user',
      'access-control-max-age': String(PREFLIGHT_MAX_AGE_S),
    },
  });
}
