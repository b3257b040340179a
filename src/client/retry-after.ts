/**
 * How long the server asked us to wait.
 *
 * @param header - `Retry-After`: whole seconds, or an HTTP date.
 * @param nowMs - The current time, in milliseconds since the epoch.
 * @returns milliseconds from now, never negative; `undefined` when absent or malformed.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function parseRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const value = header.trim();
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  if (!/^[A-Z][a-z]{2,8},? /.test(value)) return undefined;
  const dateMs = Date.parse(value);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
