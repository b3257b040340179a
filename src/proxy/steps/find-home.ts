import type { AssistersClient } from '../../client/create-client.ts';
import { AssistersError } from '../../protocol/assisters-error.ts';
import type { Store } from '../stores/store.ts';

/** How long it is remembered where a conversation lives; then it is looked up once more. */
const REMEMBERED_MS = 24 * 60 * 60_000;

/**
 * Finds the name under which a conversation goes on: where secrets were rotated, that of the secret under which it began.
 *
 * Costs nothing with one secret; with more, one free request for each of them at most, once a day and conversation.
 *
 * @param upstreamIds - its names under every secret, newest first.
 * @returns the first that the upstream knows; the newest for a conversation that begins now.
 * @throws {AssistersError} when the upstream does not say: a guess would split the conversation.
 */
export async function findHome(
  client: AssistersClient,
  store: Store,
  upstreamIds: readonly [string, ...string[]],
  signal: AbortSignal,
): Promise<string> {
  const [newest] = upstreamIds;
  const key = `home:${newest}`;
  const known = await store.get(key);
  if (known !== null) return known;
  const home = (await firstKnown(client, upstreamIds, signal)) ?? newest;
  await store.set(key, home, REMEMBERED_MS);
  return home;
}

async function firstKnown(client: AssistersClient, upstreamIds: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  for (const id of upstreamIds) {
    try {
      await client.sessions.get(id, { signal });
      return id;
    } catch (error) {
      // Any 404 will do: nothing is given up here, and the reference names no code for it.
      if (!(error instanceof AssistersError && error.status === 404)) throw error;
    }
  }
  return undefined;
}
