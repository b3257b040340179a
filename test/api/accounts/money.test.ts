import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { picoPerToken, PICO_PER_USD, roundUsd, usdPerMillion } from '../../../src/api/accounts/money.ts';

describe('money', () => {
  it("prints the reference's three examples", () => {
    const price = picoPerToken(7.5);
    assert.equal(roundUsd(97n * price, 4), 0.0007);
    assert.equal(roundUsd(1_250_000n * price, 2), 9.38);
    assert.equal(roundUsd(750_000n * price, 2), 5.63);
  });

  it('rounds halves away from zero, and nothing else', () => {
    assert.equal(roundUsd(50_000_000n, 4), 0.0001);
    assert.equal(roundUsd(49_999_999n, 4), 0);
    assert.equal(roundUsd(-50_000_000n, 4), -0.0001);
    assert.equal(roundUsd(1_005n * 10n ** 9n, 2), 1.01);
  });

  it('keeps amounts that a number cannot hold', () => {
    assert.equal(roundUsd(123_456_789n * PICO_PER_USD + 1n, 2), 123_456_789);
  });

  it('turns a price there and back', () => {
    for (const usd of [0, 0.000001, 0.15, 7.5, 60]) assert.equal(usdPerMillion(picoPerToken(usd)), usd);
  });
});
