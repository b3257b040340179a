import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Reveal } from '../../../src/widget/panel/reveal.ts';

const FRAME_MS = 1000 / 60;

const BURST = 'Sixty-four characters arrive at once, as the other chats get them';

/** Plays frames of one length; tells how much is to be seen after each. */
function play(
  reveal: Reveal,
  frames: number,
  textAt: (ms: number) => string,
  { fromMs = 0, frameMs = FRAME_MS, grows = true, isPaced = true } = {},
): number[] {
  return Array.from({ length: frames }, (_, frame) => {
    const ms = fromMs + frame * frameMs;
    return reveal.advance(textAt(ms), ms, grows, isPaced);
  });
}

/** How much more each frame shows than the one before. */
function steps(lengths: readonly number[]): number[] {
  return lengths.map((length, index) => length - (lengths[index - 1] ?? 0));
}

function bursts(ms: number): string {
  return BURST.slice(0, 64).repeat(1 + Math.floor(ms / 400));
}

describe('Reveal', () => {
  for (const frameMs of [8, FRAME_MS, 40, 60]) {
    it(`shows bursts of 64 characters every 400 ms in pieces of no more than 12, in frames of ${Math.round(frameMs)} ms`, () => {
      const reveal = new Reveal();
      const lengths = play(reveal, Math.ceil(4000 / frameMs), bursts, { frameMs });
      assert.ok(Math.max(...steps(lengths)) <= 12, String(Math.max(...steps(lengths))));
      // It keeps up.
      assert.ok(bursts(4000).length - lengths.at(-1)! < 200);
    });
  }

  it('goes on in every frame while something waits, and rests when nothing does', () => {
    const reveal = new Reveal();
    const lengths = play(reveal, 24, () => BURST);
    assert.ok(steps(lengths).filter((step) => step > 0).length > 15);
    assert.equal(reveal.isBehind, true);
    const rest = play(reveal, 60, () => BURST, { fromMs: 400 });
    assert.equal(rest.at(-1), BURST.length);
    assert.equal(reveal.isBehind, false);
  });

  it('shows the beginning of an answer at once, and what comes after a rest as evenly as ever', () => {
    const reveal = new Reveal();
    assert.ok(reveal.advance(BURST, 0, true, true) >= 12);
    play(reveal, 200, () => BURST);
    assert.ok(reveal.advance(BURST + BURST, 9000, true, true) - BURST.length <= 4);
  });

  it('has shown all of it 250 ms after its end, and is not hurried by it', () => {
    const reveal = new Reveal();
    const text = BURST + BURST.slice(0, 30);
    play(reveal, 1, () => text);
    const lengths = play(reveal, 16, () => text, { fromMs: FRAME_MS, grows: false });
    assert.equal(lengths.at(-1), text.length);
    assert.ok(Math.max(...steps(lengths).slice(1)) <= 12);
    const slow = new Reveal();
    play(slow, 1, () => text);
    assert.equal(play(slow, 4, () => text, { fromMs: 80, frameMs: 80, grows: false }).at(-1), text.length);
  });

  it('shows at once what came as a whole, what is no burst, and what is not to wait', () => {
    assert.equal(new Reveal().advance(BURST, 0, false, true), BURST.length);
    assert.equal(new Reveal().advance(BURST, 0, true, false), BURST.length);
    const reveal = new Reveal();
    play(reveal, 1, () => BURST);
    const long = BURST.repeat(20);
    assert.equal(reveal.advance(long, 20, true, true), long.length);
    assert.equal(reveal.isBehind, false);
  });

  it('begins anew with another text', () => {
    const reveal = new Reveal();
    play(reveal, 100, () => BURST);
    assert.equal(reveal.advance('', 2000, true, true), 0);
    assert.ok(reveal.advance(BURST, 2400, true, true) < BURST.length);
  });

  it('never ends inside of a character, and waits with the last one, which may go on', () => {
    const characters = ['👩‍👩‍👧', '🇩🇪', 'क्षि', '한', 'a'];
    const text = characters.join('').repeat(8);
    const ends = new Set<number>([0]);
    for (const character of text.matchAll(new RegExp(characters.join('|'), 'gu'))) ends.add(character.index + character[0].length);
    const reveal = new Reveal();
    // Code unit by code unit, as a network may cut it.
    for (let length = 1; length <= text.length; length++) {
      const shown = reveal.advance(text.slice(0, length), length * 30, true, true);
      assert.ok(ends.has(shown), `${shown} of ${length}`);
    }
    assert.equal(play(reveal, 20, () => text, { fromMs: 30_000, grows: false }).at(-1), text.length);
  });

  it('takes back nothing that is seen', () => {
    const reveal = new Reveal();
    assert.equal(reveal.advance('One 👩', 0, true, false), 6);
    assert.equal(reveal.advance('One 👩', 20, true, true), 6);
    assert.equal(reveal.advance('One 👩\u200d👧', 40, true, true), 6);
  });
});
