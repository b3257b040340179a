import type { AssistersClient } from '../../client/create-client.ts';
import { isSessionId } from '../../protocol/identifiers.ts';
import { Refusal } from '../refusal.ts';
import type { Site } from '../settings.ts';
import type { Store } from '../stores/store.ts';
import { findSession, isMissingSession } from './own-session.ts';

/** Checks the id in a path. @throws {Refusal} `invalid_request` when it is none of ours. */
export function parseSessionId(text: string): string {
  if (!isSessionId(text))
    throw new Refusal('invalid_request', 400, 'The session id must be sess_ and at least 128 random bits in base64url.');
  return text;
}

/** A conversation's history, under the browser's own id. */
export async function readSession(
  client: AssistersClient,
  sessionId: string,
  upstreamIds: readonly string[],
  signal: AbortSignal,
): Promise<Response> {
  const session = await findSession(upstreamIds, (id) => client.sessions.get(id, { signal }));
  return Response.json({
    id: sessionId,
    assistant: session.assistant,
    messages: session.messages.map(({ role, content, created_at, partial }) => ({
      role,
      content,
      created_at,
      ...(partial === true ? { partial } : {}),
    })),
    created_at: session.created_at,
    updated_at: session.updated_at,
  });
}

/** Deletes a conversation under all of its names; one that is not there is as good as deleted. */
export async function deleteSession(client: AssistersClient, upstreamIds: readonly string[], signal: AbortSignal): Promise<Response> {
  for (const id of upstreamIds) {
    try {
      await client.sessions.delete(id, { signal });
    } catch (error) {
      if (!isMissingSession(error)) throw error;
    }
  }
  return new Response(null, { status: 204 });
}

/** Checks the assistant in a path. @throws {Refusal} `assistant_not_found` when the site does not offer it. */
export function parseAssistantSlug(text: string, site: Site): string {
  if (!site.assistants.includes(text)) throw new Refusal('assistant_not_found', 404, 'There is no such assistant here.');
  return text;
}

/** How long visitors are told of an assistant what one of them was told. */
const ASSISTANT_KEPT_MS = 60_000;

/**
 * What a visitor may know of an assistant: no price, no numbers of other visitors. Kept for a minute, for every panel that opens asks
 * for it, on the key that all share.
 *
 * @param slug - one that a site offers, so that no more are kept than there are.
 */
export async function readAssistant(client: AssistersClient, store: Store, slug: string, signal: AbortSignal): Promise<Response> {
  const key = `assistant:${slug}`;
  let body = await store.get(key);
  if (body === null) {
    const { name, description, category, rating } = await client.assistants.get(slug, { signal });
    body = JSON.stringify({ slug, name, description, category, rating });
    await store.set(key, body, ASSISTANT_KEPT_MS);
  }
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}
