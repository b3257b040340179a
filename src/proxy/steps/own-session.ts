import { AssistersError } from '../../protocol/assisters-error.ts';
import { createSessionId, IDENTIFIER_BYTES } from '../../protocol/identifiers.ts';
import { KeyedHash } from '../keyed-hash.ts';
import { Refusal } from '../refusal.ts';

/**
 * Turns browsers' session ids into the upstream's, without keeping anything.
 *
 * The browser's id is a secret that its visitor alone knows; the upstream's is made of it, the site's name and our secret. So an id of
 * the upstream that leaks addresses nothing here, and no site reaches another site's conversations.
 */
export class SessionNames {
  /** Newest first. */
  readonly #hashes: readonly [KeyedHash, ...KeyedHash[]];

  constructor(secrets: readonly [string, ...string[]]) {
    const [first, ...others] = secrets;
    this.#hashes = [new KeyedHash(first), ...others.map((secret) => new KeyedHash(secret))];
  }

  /** A new id for a browser that sent none. */
  mint(): string {
    return createSessionId(crypto.getRandomValues(new Uint8Array(IDENTIFIER_BYTES)));
  }

  /** The upstream's ids under every secret, newest first. */
  async allUpstreamIds(site: string, sessionId: string): Promise<[string, ...string[]]> {
    const [first, ...others] = this.#hashes;
    return [await nameUnder(first, site, sessionId), ...(await Promise.all(others.map((hash) => nameUnder(hash, site, sessionId))))];
  }
}

async function nameUnder(hash: KeyedHash, site: string, sessionId: string): Promise<string> {
  return `sess_${await hash.of(`${site}\n${sessionId}`)}`;
}

/**
 * Looks for a conversation under each of its names, and takes the first that exists.
 *
 * @throws {Refusal} `session_not_found` when none does; the same for ids that are foreign, deleted or guessed.
 */
export async function findSession<T>(upstreamIds: readonly string[], get: (upstreamId: string) => Promise<T>): Promise<T> {
  for (const id of upstreamIds) {
    try {
      return await get(id);
    } catch (error) {
      if (!isMissingSession(error)) throw error;
    }
  }
  throw new Refusal('session_not_found', 404, 'There is no such conversation.');
}

/** Whether the upstream says that a session does not exist; a 404 that is not in its envelope says nothing of the kind. */
export function isMissingSession(error: unknown): boolean {
  return error instanceof AssistersError && error.code === 'session_not_found';
}
