import { createClient } from '../client/create-client.ts';
import { AssistersError } from '../protocol/assisters-error.ts';
import { Exchange } from './exchange.ts';
import { KeyedHash } from './keyed-hash.ts';
import type { ProxyOptions } from './options.ts';
import { Refusal } from './refusal.ts';
import { parseOptions } from './settings.ts';
import { createAnswer, wholeAnswer, type AnswerOptions } from './steps/answer-question.ts';
import { findVisitor, isHealthCheck, originRefused, type Visitor } from './steps/check-origin.ts';
import { RateLimits } from './steps/check-rate.ts';
import { clientBucket } from './steps/client-address.ts';
import { corsHeaders, preflightResponse } from './steps/cors.ts';
import { errorResponse, nameField, streamError, toRefusal } from './steps/error-response.ts';
import { findHome } from './steps/find-home.ts';
import { checkMethod, matchRoute, type Route } from './steps/match-route.ts';
import { SessionNames } from './steps/own-session.ts';
import { readJsonBody } from './steps/read-body.ts';
import { parseLastEventId, parseQuestion, parseTurnKey } from './steps/read-question.ts';
import { deleteSession, parseAssistantSlug, parseSessionId, readAssistant, readSession } from './steps/serve-reads.ts';
import { showAnswer } from './steps/show-answer.ts';
import { Turns } from './turns.ts';
import { UpstreamCall } from './upstream-call.ts';
import { UpstreamGuard } from './upstream-guard.ts';
import { UpstreamHealth } from './upstream-health.ts';

/** What the runtime knows of a request that the request itself does not say. */
export interface ProxyContext {
  /** The address of the connection's other end. Without it all visitors share one limit, as large as a site's. */
  clientAddress?: string | undefined;
  /** Aborted when the server must end: running answers are then closed with an `error` event. */
  shutdown?: AbortSignal | undefined;
}

/** Answers one request; never rejects. */
export type Proxy = (request: Request, context?: ProxyContext) => Promise<Response>;

/**
 * Makes the one place that holds the key: it stands between the pages of a site and the Assisters API.
 *
 * @throws {ProxyOptionsError} when an option is wrong; it lists all that are.
 */
export function createProxy(options: ProxyOptions): Proxy {
  const settings = parseOptions(options);
  const { clock, store, times } = settings;
  const client = createClient({ baseUrl: settings.baseUrl, apiKey: settings.apiKey, ...(settings.fetch && { fetch: settings.fetch }) });
  const guard = new UpstreamGuard(clock, settings.onAlert);
  const hash = new KeyedHash(settings.sessionSecrets[0]);
  const rates = new RateLimits(settings, hash);
  const turns = new Turns(settings, hash);
  const names = new SessionNames(settings.sessionSecrets);
  const health = new UpstreamHealth({ client, guard, clock, assistant: settings.sites[0]!.assistants[0]!, readMs: times.readMs });

  return async (request, context = {}) => {
    const exchange = new Exchange(settings, request.method);
    let visitor: Visitor | null = null;
    let response: Response;
    try {
      const route = matchRoute(new URL(request.url).pathname, settings.basePath);
      visitor = findVisitor(request, settings.sites);
      exchange.site = visitor?.site.name ?? null;
      if (visitor === null && !isHealthCheck(request, route)) throw originRefused();
      if (route === null) throw new Refusal('not_found', 404, 'There is no such route.');
      exchange.route = route.pattern;
      response = await answer(request, context, route, visitor, exchange);
    } catch (error) {
      observe(error);
      const refusal = toRefusal(error);
      exchange.ended(refusal.status, refusal.code === 'stopped' ? 'left' : 'refused', { code: refusal.code });
      response = errorResponse(refusal);
    }
    return withHeaders(response, { ...corsHeaders(visitor), 'x-request-id': exchange.requestId });
  };

  /** @param visitor - `null` for a health check that belongs to no site. */
  async function answer(request: Request, context: ProxyContext, route: Route, visitor: Visitor | null, exchange: Exchange) {
    let response: Response;
    if (request.method === 'OPTIONS') response = preflightResponse();
    else {
      checkMethod(route, request.method);
      if (route.name === 'health' || visitor === null) response = await healthResponse(request.method);
      else if (route.name === 'chat' || route.name === 'chat-stream') return ask(request, context, route.name, visitor, exchange);
      else if (route.name === 'turn' && request.method === 'GET') return resume(request, context, route.key, visitor, exchange);
      else response = await read(request, context, route, visitor);
    }
    exchange.ended(response.status, 'answered');
    return response;
  }

  async function ask(request: Request, context: ProxyContext, route: 'chat' | 'chat-stream', visitor: Visitor, exchange: Exchange) {
    const { site } = visitor;
    const key = route === 'chat-stream' ? parseTurnKey(request.headers.get('idempotency-key')) : null;
    const question = parseQuestion(await readJsonBody(request, settings.maxBodyBytes, times.bodyMs, clock), site);
    const turn = key === null ? null : await turns.claim(site.name, key, [question.assistant, question.sessionId, question.message]);
    if (turn?.isRepeated === true) {
      await rates.countRead(bucketOf(request, context));
      // It was answered, and is not asked again: the conversation's history has it.
      if (turn.hasEnded && (await store.read(turn.log, 0)) === null) throw notResumable();
      return show(request, turn.log, 0, exchange);
    }
    const log = turn?.log ?? turns.createLog();
    const sessionId = question.sessionId ?? names.mint();
    let leaveSlot: () => void = () => undefined;
    try {
      const upstreamIds = await names.allUpstreamIds(site.name, sessionId);
      const [newest, ...older] = upstreamIds;
      guard.check(true);
      await rates.countQuestion(site.name, bucketOf(request, context), newest);
      leaveSlot = await rates.takeSlot(newest, () => turns.endLeft(newest));
      const mayBeOlder = question.sessionId !== null && older.length > 0;
      const upstreamId = mayBeOlder ? await reading(request, context, (signal) => findHome(client, store, upstreamIds, signal)) : newest;
      const options: AnswerOptions = { client, settings, request, shutdown: context.shutdown, question, sessionId, upstreamId };
      if (route === 'chat-stream') {
        const running = createAnswer(options, log, key !== null, (error) => {
          turns.end(log);
          leaveSlot();
          observe(error);
          if (key !== null) turns.finish(site.name, key).catch(() => undefined);
        });
        turns.begin(log, running, newest);
        await running.open();
        return show(request, log, 0, exchange);
      }
      const response = await wholeAnswer(options);
      leaveSlot();
      exchange.ended(response.status, 'answered');
      return response;
    } catch (error) {
      turns.end(log);
      leaveSlot();
      if (key !== null) await refuseTurn(site.name, key, log, error);
      throw nameField(error);
    }
  }

  /** Whoever repeated the question meanwhile hears of its refusal; then it may be asked again. */
  async function refuseTurn(site: string, key: string, log: string, error: unknown): Promise<void> {
    await turns.release(site, key).catch(() => undefined);
    await store.append(log, JSON.stringify({ type: 'error', error: streamError(error) }), times.readMs).catch(() => undefined);
  }

  async function resume(request: Request, context: ProxyContext, key: string, { site }: Visitor, exchange: Exchange): Promise<Response> {
    const after = parseLastEventId(request.headers.get('last-event-id'));
    await rates.countRead(bucketOf(request, context));
    const log = await turns.find(site.name, key);
    if (log === null) throw notResumable();
    // What is no longer known, too long to be kept, or known to its end: the conversation's history has it.
    if (turns.running(log) === undefined && !(await store.read(log, after))?.length) throw notResumable();
    return show(request, log, after, exchange);
  }

  function show(request: Request, log: string, after: number, exchange: Exchange): Response {
    const running = turns.running(log);
    return showAnswer({
      store,
      log,
      after,
      running,
      request,
      times,
      clock,
      onEnd: ({ outcome, code, chunks }) => exchange.ended(200, outcome, { ...(code !== undefined && { code }), chunks }),
    });
  }

  async function stop(request: Request, context: ProxyContext, key: string, { site }: Visitor): Promise<Response> {
    await rates.countRead(bucketOf(request, context));
    const log = await turns.find(site.name, key);
    if (log === null) throw new Refusal('turn_not_found', 404, 'There is no such answer to stop.');
    turns.running(log)?.stop();
    return new Response(null, { status: 204 });
  }

  async function read(request: Request, context: ProxyContext, route: Route, visitor: Visitor): Promise<Response> {
    const { site } = visitor;
    if (route.name === 'turn') return stop(request, context, route.key, visitor);
    const sessionId = route.name === 'session' ? parseSessionId(route.id) : '';
    const slug = route.name === 'assistant' ? parseAssistantSlug(route.slug, site) : '';
    guard.check(false);
    await rates.countRead(bucketOf(request, context));
    return reading(request, context, async (signal) => {
      if (route.name === 'assistant') return readAssistant(client, store, slug, signal);
      const upstreamIds = await names.allUpstreamIds(site.name, sessionId);
      if (request.method === 'DELETE') return deleteSession(client, upstreamIds, signal);
      return readSession(client, sessionId, upstreamIds, signal);
    });
  }

  /** Runs what reads from the upstream, within the time for it, as long as the visitor is there. */
  async function reading<T>(request: Request, { shutdown }: ProxyContext, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const call = new UpstreamCall(request, clock, times.readMs, shutdown);
    try {
      return await work(call.signal);
    } finally {
      call.end();
    }
  }

  async function healthResponse(method: string): Promise<Response> {
    const problem = await health.findProblem();
    const body = JSON.stringify(problem === null ? { status: 'ok' } : { status: 'error', problem });
    const headers = { 'content-type': 'application/json' };
    return new Response(method === 'HEAD' ? null : body, { status: problem === null ? 200 : 503, headers });
  }

  /** Takes note of what the upstream said; refusals of our own say nothing about it. */
  function observe(error: unknown): void {
    if (!(error instanceof AssistersError) || error instanceof Refusal) return;
    guard.observe(error);
    health.observe(error);
  }

  function bucketOf(request: Request, { clientAddress }: ProxyContext): string | null {
    const bucket = clientBucket(request, clientAddress, settings.trustProxy);
    if (bucket === null) guard.alert('client_address_unknown');
    return bucket;
  }
}

function notResumable(): Refusal {
  return new Refusal('turn_not_found', 404, 'This answer cannot be resumed.');
}

/** Puts on what every answer carries. An answer is for one visitor: nobody stores it, nobody guesses its type. */
function withHeaders(response: Response, headers: Record<string, string>): Response {
  const always = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', ...headers };
  for (const [name, value] of Object.entries(always)) response.headers.set(name, value);
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
  return response;
}
