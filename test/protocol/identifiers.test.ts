import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  createSessionId,
  createTurnKey,
  encodeBase64Url,
  IDENTIFIER_BYTES,
  isPathSegment,
  isSessionId,
  isTurnKey,
} from '../../src/protocol/identifiers.ts';

describe('identifiers', () => {
  it('encode bytes as RFC 4648 says', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => assert.equal(encodeBase64Url(bytes), Buffer.from(bytes).toString('base64url'))));
  });

  it('accept what they make out of 128 bits', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: IDENTIFIER_BYTES, maxLength: IDENTIFIER_BYTES }), (bytes) => {
        assert.ok(isSessionId(createSessionId(bytes)));
        assert.ok(isTurnKey(createTurnKey(bytes)));
      }),
    );
  });

  it('refuse what is shorter, or could leave its place in a path', () => {
    for (const id of ['sess_abc', 'sess_../../wallet-and-some-more', `sess_${'a'.repeat(22)}/`, `sess_${'a'.repeat(22)}\n`, null, 7, {}])
      assert.equal(isSessionId(id), false);
    for (const name of ['', '../x', 'a b', 'a/b', 'a'.repeat(129), null]) assert.equal(isPathSegment(name), false);
  });
});
