import type { RouteConfig } from '@hono/zod-openapi';
import type { ApiKey } from '../accounts/api-keys.ts';

/** One route: what the document says of it, and what answers it. */
export interface Endpoint {
  /** Path in OpenAPI's notation, below `/v1`. */
  route: RouteConfig;
  /** Whether it answers without a key. */
  open?: boolean;
  handle(call: Call): Promise<Response> | Response;
}

/** A request on its way through the API. */
export interface Call {
  request: Request;
  requestId: string;
  /** Who asks; only an `open` route is called without. */
  key: ApiKey | undefined;
  /** Variables of the path, decoded. */
  param(name: string): string;
}

/** Who asks, on a route that is not open. */
export function callerOf(call: Call): ApiKey {
  if (call.key === undefined) throw new Error('A route that needs a key was called without.');
  return call.key;
}
