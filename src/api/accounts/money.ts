/** Whole pico-dollars in one US dollar: money is counted in integers and rounded only when it is printed. */
export const PICO_PER_USD = 1_000_000_000_000n;

/** Pico-dollars per token for each US dollar per million tokens. */
const PICO_PER_TOKEN_AND_USD_PER_MILLION = 1_000_000;

/**
 * Turns an amount into the number that the API prints.
 *
 * @param pico - pico-dollars; halves are rounded away from zero.
 * @param places - decimals, 0 to 12.
 * @returns US dollars.
 */
export function roundUsd(pico: bigint, places: number): number {
  const unit = 10n ** BigInt(12 - places);
  const magnitude = pico < 0n ? -pico : pico;
  const rounded = (magnitude + unit / 2n) / unit;
  // Read from its decimals: dividing binary fractions could print 0.30000000000000004.
  const digits = rounded.toString().padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return pico < 0n && rounded > 0n ? -Number(text) : Number(text);
}

/**
 * The price of one token.
 *
 * @param usdPerMillion - US dollars per million tokens, to six decimals.
 */
export function picoPerToken(usdPerMillion: number): bigint {
  return BigInt(Math.round(usdPerMillion * PICO_PER_TOKEN_AND_USD_PER_MILLION));
}

/** US dollars per million tokens, as the API prints a price. */
export function usdPerMillion(pricePicoPerToken: bigint): number {
  return Number(pricePicoPerToken) / PICO_PER_TOKEN_AND_USD_PER_MILLION;
}
