import { expect } from '@open-wc/testing';
import { checkAccent } from '../../../src/widget/element/accent.ts';

interface Corpus {
  cases: { id: string; group: string; title: string; value: string }[];
}

describe('checkAccent', () => {
  let corpus: Corpus;

  before(async () => {
    const response = await fetch(new URL('../../corpora/own/widget/widget-config.json', import.meta.url));
    corpus = (await response.json()) as Corpus;
  });

  it("takes the corpus's colours and refuses everything else of it", () => {
    const cases = corpus.cases.filter(({ group }) => group === 'theme-value');
    expect(cases.length).to.be.greaterThan(3);
    for (const { id, title, value } of cases) expect(checkAccent(value) === null, id).to.equal(title === 'valid colour');
  });

  for (const value of ['#0a7', 'rebeccapurple', 'rgb(1 2 3)', 'oklch(0.6 0.2 30)', 'var(--brand)']) {
    it(`takes ${value}`, () => expect(checkAccent(value)).to.equal(null));
  }

  for (const value of ['inherit', 'unset', 'currentColor', 'url(https://evil.example/x)', '12px', '#12', '--x']) {
    it(`refuses ${value}, in words for the owner`, () => expect(checkAccent(value)?.message).to.contain('accent="#3b5bdb"'));
  }
});
