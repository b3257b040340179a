import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { findApiKey, type ApiKey } from './accounts/api-keys.ts';
import { countRequest } from './accounts/rate-limit.ts';
import type { ApiContext } from './api-context.ts';
import { createId } from './identifiers.ts';
import { createRefusal } from './refusal.ts';
import { createAssistantEndpoints } from './routes/assistant-endpoints.ts';
import { createChatEndpoints } from './routes/chat-endpoints.ts';
import type { Endpoint } from './routes/endpoint.ts';
import { createHealthEndpoint } from './routes/health-endpoint.ts';
import { createSessionEndpoints } from './routes/session-endpoints.ts';
import { AssistersError, createErrorEnvelope } from '../protocol/assisters-error.ts';

/** Where the API lives on its server. */
export const BASE_PATH = '/v1';

/** What a request carries along through the app. */
interface AppEnv {
  Variables: { requestId: string; key: ApiKey | undefined; route: string };
}

type App = OpenAPIHono<AppEnv>;
type AppContext = Parameters<Parameters<App['notFound']>[0]>[0];

/** Puts the routes together: each gets its id, its log line, its key check and its limit here, and its line in the OpenAPI document. */
export function createApp(context: ApiContext): App {
  const app: App = new OpenAPIHono<AppEnv>();
  const endpoints = [
    ...createChatEndpoints(context),
    ...createSessionEndpoints(context),
    ...createAssistantEndpoints(context),
    createHealthEndpoint(context),
  ];

  app.use(async (c, next) => {
    const started = performance.now();
    const requestId = createId('req');
    c.set('requestId', requestId);
    c.set('route', 'unknown');
    await next();
    c.res.headers.set('X-Request-Id', requestId);
    const ms = Math.round(performance.now() - started);
    context.log.request({ requestId, method: c.req.method, route: c.get('route'), status: c.res.status, ms, keyId: c.get('key')?.id });
  });
  app.onError((error, c) => answerError(context, c, error));
  for (const endpoint of endpoints) mount(context, app, endpoint);
  mountDocument(app);
  app.notFound((c) => {
    const allowed = methodsOf(app.openAPIRegistry.definitions, c.req.path);
    if (allowed.length === 0) return answerError(context, c, createRefusal('not_found', 'There is no such route.'));
    c.header('Allow', allowed.join(', '));
    return answerError(context, c, createRefusal('method_not_allowed', `This route answers ${allowed.join(' and ')} only.`));
  });
  return app;
}

function mount(context: ApiContext, app: App, endpoint: Endpoint): void {
  const { method, path } = endpoint.route;
  app.openAPIRegistry.registerPath({ security: [{ key: [] }], ...endpoint.route });
  app.on(method.toUpperCase(), BASE_PATH + path.replace(/\{(\w+)\}/g, ':$1'), async (c) => {
    c.set('route', BASE_PATH + path);
    if (endpoint.open !== true) {
      const key = authenticate(context, c);
      c.set('key', key);
      checkRate(context, c, key);
    }
    const response = await endpoint.handle({
      request: c.req.raw,
      requestId: c.get('requestId'),
      key: c.get('key'),
      param: (name) => c.req.param(name) ?? '',
    });
    // Copies what `c.header` set, such as the rate limits.
    return c.newResponse(response.body, response);
  });
}

function authenticate(context: ApiContext, c: AppContext): ApiKey {
  const token = /^Bearer +(\S+) *$/i.exec(c.req.header('Authorization') ?? '')?.[1];
  const key = token === undefined ? undefined : findApiKey(context.db, token);
  if (key !== undefined) return key;
  c.header('WWW-Authenticate', 'Bearer');
  throw createRefusal('invalid_api_key', 'The API key provided is invalid or expired.');
}

function checkRate(context: ApiContext, c: AppContext, key: ApiKey): void {
  const limits = {
    perMinute: key.requestsPerMinute ?? context.limits.perMinute,
    perDay: key.requestsPerDay ?? context.limits.perDay,
  };
  const verdict = countRequest(context.db, key.id, limits, context.now());
  c.header('RateLimit-Limit', String(verdict.limit));
  c.header('RateLimit-Remaining', String(verdict.remaining));
  c.header('RateLimit-Reset', String(verdict.resetSeconds));
  if (!verdict.allowed) {
    throw createRefusal('rate_limit_exceeded', 'Too many requests.', { retryAfterMs: verdict.resetSeconds * 1000 });
  }
}

/** Every error ends here. What is not a refusal of ours is told to the log alone. */
function answerError(context: ApiContext, c: AppContext, error: unknown): Response {
  let refusal = error;
  if (!(refusal instanceof AssistersError) || refusal.status === 0) {
    if (!c.req.raw.signal.aborted) context.log.failure(c.get('requestId'), error);
    refusal = createRefusal('server_error', 'Something went wrong on our side.');
  }
  const { code, message, status, retryAfterMs } = refusal as AssistersError;
  if (retryAfterMs !== undefined) c.header('Retry-After', String(Math.ceil(retryAfterMs / 1000)));
  return c.json(createErrorEnvelope(code, message, status), status as ContentfulStatusCode);
}

function mountDocument(app: App): void {
  const route: RouteConfig = {
    method: 'get',
    path: '/openapi.json',
    summary: 'This document.',
    security: [],
    responses: { 200: { description: 'OpenAPI 3.1' } },
  };
  app.openAPIRegistry.registerPath(route);
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' });
  app.get(BASE_PATH + route.path, (c) => {
    c.set('route', BASE_PATH + route.path);
    return c.json(
      app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'Assisters API', version: '1' }, servers: [{ url: BASE_PATH }] }),
    );
  });
}

function methodsOf(definitions: App['openAPIRegistry']['definitions'], path: string): string[] {
  const methods: string[] = [];
  for (const definition of definitions) {
    if (definition.type !== 'route') continue;
    const pattern = new RegExp(`^${BASE_PATH}${definition.route.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
    if (pattern.test(path)) methods.push(definition.route.method.toUpperCase());
  }
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
}
