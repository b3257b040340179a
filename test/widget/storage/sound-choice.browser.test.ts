import { expect } from '@open-wc/testing';
import { chooseSounds, wantsSounds } from '../../../src/widget/storage/sound-choice.ts';

describe('sound-choice', () => {
  afterEach(() => {
    for (const store of [localStorage, sessionStorage]) store.clear();
  });

  for (const keep of [{ kind: 'local', ms: 1000 }, { kind: 'session' }, { kind: 'none' }] as const) {
    it(`is off until the visitor turns it on, and leaves nothing behind when it is off again: ${keep.kind}`, () => {
      const place = { keep, name: `chat ${keep.kind}` };
      expect(wantsSounds(place)).to.equal(false);
      chooseSounds(place, true);
      expect(wantsSounds(place)).to.equal(true);
      expect([localStorage.length, sessionStorage.length]).to.deep.equal([Number(keep.kind === 'local'), Number(keep.kind === 'session')]);
      chooseSounds(place, false);
      expect(wantsSounds(place)).to.equal(false);
      expect(localStorage.length + sessionStorage.length).to.equal(0);
    });
  }

  it('is each chat’s own, and found again by the next page', () => {
    const keep = { kind: 'session' } as const;
    sessionStorage.setItem('one:sounds', 'on');
    expect(wantsSounds({ keep, name: 'one' })).to.equal(true);
    expect(wantsSounds({ keep, name: 'two' })).to.equal(false);
  });

  it('lasts as long as the page where the store refuses', () => {
    const place = { keep: { kind: 'session' } as const, name: 'refused' };
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = () => {
      throw new DOMException('Full', 'QuotaExceededError');
    };
    chooseSounds(place, true);
    Storage.prototype.setItem = setItem;
    expect(wantsSounds(place)).to.equal(true);
    chooseSounds(place, false);
    expect(wantsSounds(place)).to.equal(false);
  });
});
