import { expect } from '@open-wc/testing';
import { parseConfig } from '../../../src/widget/element/config.ts';

interface Corpus {
  cases: { id: string; group: string; title: string; value: string }[];
}

const parse = (accent: string) =>
  parseConfig(
    new Map([
      ['endpoint', '/api'],
      ['accent', accent],
    ]),
    document.baseURI,
  );

describe('accent', () => {
  let corpus: Corpus;

  before(async () => {
    const response = await fetch(new URL('../../corpora/own/widget/widget-config.json', import.meta.url));
    corpus = (await response.json()) as Corpus;
  });

  it("takes the corpus's colours and refuses everything else of it", () => {
    const cases = corpus.cases.filter(({ group }) => group === 'theme-value');
    expect(cases.length).to.be.greaterThan(3);
    for (const { id, title, value } of cases) expect(parse(value).host.accent, id).to.equal(title === 'valid colour' ? value : null);
  });

  for (const value of ['#0a7', 'rebeccapurple', 'rgb(1 2 3)', 'oklch(0.6 0.2 30)', 'var(--brand)', '#fc08', 'RGBA(255 204 0 / .5)']) {
    it(`takes ${value}`, () => expect(parse(value).host.accent).to.equal(value));
  }

  for (const value of ['inherit', 'unset', 'currentColor', 'url(https://evil.example/x)', '12px', '#12', '--x']) {
    it(`refuses ${value}, in words for the owner (O1)`, () => {
      const { host, problems } = parse(value);
      expect(host.accent).to.equal(null);
      expect(problems.join()).to.match(/^accent=.* is not a CSS colour/);
    });
  }
});
