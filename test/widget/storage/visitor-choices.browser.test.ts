import { expect } from '@open-wc/testing';
import { readChoice, storeChoices, writeChoice } from '../../../src/widget/storage/visitor-choices.ts';

describe('visitor-choices', () => {
  afterEach(() => {
    for (const store of [localStorage, sessionStorage]) store.clear();
  });

  for (const keep of [{ kind: 'local', ms: 1000 }, { kind: 'session' }, { kind: 'none' }] as const) {
    it(`know nothing until the visitor chooses, and leave nothing behind when that is taken back: ${keep.kind}`, () => {
      const place = { keep, name: `chat ${keep.kind}` };
      expect(readChoice(place, 'sounds')).to.equal(null);
      writeChoice(place, 'sounds', 'on', true);
      expect(readChoice(place, 'sounds')).to.equal('on');
      expect([localStorage.length, sessionStorage.length]).to.deep.equal([Number(keep.kind === 'local'), Number(keep.kind === 'session')]);
      writeChoice(place, 'sounds', null, true);
      expect(readChoice(place, 'sounds')).to.equal(null);
      expect(localStorage.length + sessionStorage.length).to.equal(0);
    });
  }

  it('are stored only once something was asked', () => {
    const place = { keep: { kind: 'local', ms: 1000 } as const, name: 'waiting' };
    writeChoice(place, 'announce', 'off', false);
    expect(readChoice(place, 'announce')).to.equal('off');
    expect(localStorage.length).to.equal(0);
    storeChoices(place);
    expect(localStorage.getItem('waiting:announce')).to.equal('off');
    expect(localStorage.length).to.equal(1);
    // Another tab takes it back.
    localStorage.clear();
    expect(readChoice(place, 'announce')).to.equal(null);
  });

  it('are each chat’s own, and found again by the next page', () => {
    const keep = { kind: 'session' } as const;
    sessionStorage.setItem('one:sounds', 'on');
    expect(readChoice({ keep, name: 'one' }, 'sounds')).to.equal('on');
    expect(readChoice({ keep, name: 'two' }, 'sounds')).to.equal(null);
    expect(readChoice({ keep, name: 'one' }, 'announce')).to.equal(null);
  });

  it('last as long as the page where the store refuses', () => {
    const place = { keep: { kind: 'session' } as const, name: 'refused' };
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = () => {
      throw new DOMException('Full', 'QuotaExceededError');
    };
    writeChoice(place, 'sounds', 'on', true);
    Storage.prototype.setItem = setItem;
    expect(readChoice(place, 'sounds')).to.equal('on');
    writeChoice(place, 'sounds', null, true);
    expect(readChoice(place, 'sounds')).to.equal(null);
  });
});
