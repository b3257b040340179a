import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { createParser } from 'eventsource-parser';
import { EventFraming } from '../../src/client/event-framing.ts';
import { AssistersError } from '../../src/protocol/assisters-error.ts';

interface Case {
  id: string;
  name: string;
  bytes_b64: string;
  expect: { events: { type: string; data: string; lastEventId: string }[] };
}

const corpus = JSON.parse(readFileSync(new URL('../corpora/own/sse/cases.json', import.meta.url), 'utf8')) as { cases: Case[] };

/** Reads bytes, cut where `cuts` says, as the client does: decoder, framing, parser. */
function readEvents(bytes: Uint8Array, cuts: readonly number[]): { type: string; data: string }[] {
  const events: { type: string; data: string }[] = [];
  const parser = createParser({ onEvent: ({ event, data }) => void events.push({ type: event || 'message', data }) });
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const framing = new EventFraming();
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    parser.feed(framing.feed(decoder.decode(bytes.subarray(from, to), { stream: true })));
    from = to;
  }
  parser.feed(framing.flush());
  return events;
}

describe('EventFraming', () => {
  // What the standard merges into one event, two whole objects with no blank line between them, is what the contract wants apart.
  const APART = 'sse-s-058';

  it('takes apart what the standard merges, where both are whole JSON objects', () => {
    const { bytes_b64: encoded } = corpus.cases.find(({ id }) => id === APART)!;
    assert.deepEqual(
      readEvents(new Uint8Array(Buffer.from(encoded, 'base64')), []).map(({ data }) => (JSON.parse(data) as { content: string }).content),
      ['a', 'b'],
    );
  });

  for (const { id, name, bytes_b64: encoded, expect } of corpus.cases.filter(({ id }) => id !== APART)) {
    const bytes = new Uint8Array(Buffer.from(encoded, 'base64'));
    const expected = expect.events.map(({ type, data }) => ({ type, data }));
    it(`leaves a stream by the standard as it is, however it is cut: ${id} ${name}`, () => {
      assert.deepEqual(readEvents(bytes, []), expected, 'whole');
      assert.deepEqual(
        readEvents(
          bytes,
          Array.from(bytes, (_, index) => index),
        ),
        expected,
        'byte by byte',
      );
      // A case of many kilobytes is cut in a sample of its places.
      const step = Math.max(1, Math.floor(bytes.length / 300));
      for (let at = 1; at < bytes.length; at += step) assert.deepEqual(readEvents(bytes, [at]), expected, `cut at ${at}`);
    });
  }

  const reference = 'event: message\ndata: {"type": "chunk", "content": "a"}\nevent: message\ndata: {"type": "done", "id": "m"}';
  for (const [name, text] of [
    ['LF', `${reference}\n`],
    ['CRLF', `${reference.replaceAll('\n', '\r\n')}\r\n`],
    ['CR', `${reference.replaceAll('\n', '\r')}\r`],
    ['no line end after the last event', reference],
    ['a byte-order mark', `\ufeff${reference}\n`],
    ['no event lines', reference.replaceAll('event: message\n', '')],
  ] as const) {
    it(`reads events with no blank line between them: ${name}`, () => {
      const bytes = new TextEncoder().encode(text);
      const expected = ['{"type": "chunk", "content": "a"}', '{"type": "done", "id": "m"}'];
      for (let at = 0; at <= bytes.length; at++) {
        assert.deepEqual(
          readEvents(bytes, [at]).map(({ data }) => data),
          expected,
          `cut at ${at}`,
        );
      }
    });
  }

  it('gives an event without its blank line at once when the next one starts, not at the end', () => {
    const framing = new EventFraming();
    const events: string[] = [];
    const parser = createParser({ onEvent: ({ data }) => void events.push(data) });
    parser.feed(framing.feed('data: {"n":1}\ndata: {"n":2}\n'));
    assert.deepEqual(events, ['{"n":1}']);
  });

  it('keeps JSON together that is written over several data lines', () => {
    assert.deepEqual(
      readEvents(new TextEncoder().encode('data: {\ndata: "n": 1\ndata: }\n\n'), []).map(({ data }) => JSON.parse(data) as unknown),
      [{ n: 1 }],
    );
  });

  it('refuses a line that never ends', () => {
    const framing = new EventFraming();
    assert.throws(
      () => {
        for (let count = 0; count < 40; count++) framing.feed('x'.repeat(64 * 1024));
      },
      (error) => error instanceof AssistersError && error.code === 'bad_response',
    );
  });
});
