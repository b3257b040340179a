import type { RouteConfig } from '@hono/zod-openapi';
import { ErrorSchema } from './schemas.ts';

const DESCRIPTIONS = {
  400: 'Malformed request (`invalid_request`)',
  401: 'API key missing or invalid (`invalid_api_key`)',
  402: 'Wallet balance too low (`insufficient_funds`)',
  404: "It doesn't exist (`assistant_not_found`, `session_not_found`)",
  413: 'Body over 64 KB (`payload_too_large`)',
  415: 'Not JSON (`unsupported_media_type`)',
  429: 'Too many requests (`rate_limit_exceeded`); `Retry-After` says when to come back',
  500: 'Internal error (`server_error`)',
} as const;

/** What the document says of the refusals of a route. */
export function describeRefusals(...statuses: (keyof typeof DESCRIPTIONS)[]): RouteConfig['responses'] {
  return Object.fromEntries(
    statuses.map((status) => [status, { description: DESCRIPTIONS[status], content: { 'application/json': { schema: ErrorSchema } } }]),
  );
}
