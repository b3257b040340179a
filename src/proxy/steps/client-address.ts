import { addressBucket } from '../address-bucket.ts';

/**
 * Whom to count a request for.
 *
 * `X-Forwarded-For` is written by whoever likes to; only as many entries as there are reverse proxies of our own are believed, counted
 * from the right, where they append.
 *
 * @param socketAddress - the address of the connection, from the runtime.
 * @param trustProxy - how many reverse proxies of our own stand in front; 0 ignores the header.
 * @returns a bucket, or `null` when nobody knows the address.
 */
export function clientBucket(request: Request, socketAddress: string | undefined, trustProxy: number): string | null {
  const fromSocket = socketAddress === undefined ? null : addressBucket(socketAddress);
  if (trustProxy === 0) return fromSocket;
  const forwarded = (request.headers.get('x-forwarded-for') ?? '').split(',').map((entry) => entry.trim());
  // Fewer entries than proxies: somebody reached an inner one directly, and is known to it by the connection.
  const entry = forwarded.at(-trustProxy);
  return (entry === undefined ? null : addressBucket(entry)) ?? fromSocket;
}
