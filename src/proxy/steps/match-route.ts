import { Refusal } from '../refusal.ts';

/** What a path asks for. `pattern` is for the log. */
export type Route =
  | { name: 'chat-stream'; pattern: string }
  | { name: 'chat'; pattern: string }
  | { name: 'turn'; pattern: string; key: string }
  | { name: 'session'; pattern: string; id: string }
  | { name: 'assistant'; pattern: string; slug: string }
  | { name: 'health'; pattern: string };

const METHODS: Record<Route['name'], readonly string[]> = {
  'chat-stream': ['POST'],
  chat: ['POST'],
  turn: ['GET', 'DELETE'],
  session: ['GET', 'DELETE'],
  assistant: ['GET'],
  health: ['GET', 'HEAD'],
};

/**
 * Finds the route of a path.
 *
 * Without a base path the route is looked for at the end, so that the proxy works wherever it is mounted; the longer pattern wins
 * (`/assistants/health` is an assistant). Segments are compared as they came, never decoded: `%2f` and `..` find nothing.
 *
 * @param basePath - what the path must begin with, without a slash at its end; `null`: anything.
 * @returns `null` when there is no such route.
 */
export function matchRoute(pathname: string, basePath: string | null): Route | null {
  if (basePath !== null && !pathname.startsWith(`${basePath}/`)) return null;
  const segments = (basePath === null ? pathname : pathname.slice(basePath.length)).split('/').slice(1);
  const [third, second, last] = [segments.at(-3), segments.at(-2), segments.at(-1)];
  if (last === undefined || last === '') return null;
  /** Whether the path is allowed to have so many segments. */
  const fits = (count: number) => basePath === null || segments.length === count;
  if (fits(3) && third === 'chat' && second === 'stream') return { name: 'turn', pattern: '/chat/stream/{turn}', key: last };
  if (fits(2) && second === 'chat' && last === 'stream') return { name: 'chat-stream', pattern: '/chat/stream' };
  if (fits(2) && second === 'sessions') return { name: 'session', pattern: '/sessions/{id}', id: last };
  if (fits(2) && second === 'assistants') return { name: 'assistant', pattern: '/assistants/{slug}', slug: last };
  if (fits(1) && last === 'chat') return { name: 'chat', pattern: '/chat' };
  if (fits(1) && last === 'health') return { name: 'health', pattern: '/health' };
  return null;
}

/** @throws {Refusal} `method_not_allowed`, with the methods that the route knows. */
export function checkMethod(route: Route, method: string): void {
  const allow = METHODS[route.name];
  if (!allow.includes(method)) {
    throw new Refusal('method_not_allowed', 405, `This route knows ${allow.join(' and ')} alone.`, { allow: [...allow, 'OPTIONS'] });
  }
}
