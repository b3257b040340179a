import { encodeBase64Url } from '../protocol/identifiers.ts';

/** HMAC-SHA256 under one secret: what it turns out cannot be made, nor turned back, without that secret. */
export class KeyedHash {
  readonly #key: Promise<CryptoKey>;

  constructor(secret: string) {
    this.#key = crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    // A failure shows where the key is used; it must not count as unhandled until then.
    this.#key.catch(() => undefined);
  }

  /** @returns 43 characters of base64url. */
  async of(text: string): Promise<string> {
    const signature = await crypto.subtle.sign('HMAC', await this.#key, new TextEncoder().encode(text));
    return encodeBase64Url(new Uint8Array(signature));
  }
}
