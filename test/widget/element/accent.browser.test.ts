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

  for (const value of ['#0a7', 'rebeccapurple', 'rgb(1 2 3)', 'oklch(0.6 0.2 30)', 'var(--brand)']) {
    it(`takes ${value}`, () => expect(parse(value).host.accent).to.equal(value));
  }

  for (const value of [
    '#fc08',
    '#ffcc0080',
    'rgb(255 204 0 / 50%)',
    'rgba(255, 204, 0, .5)',
    'hsl(48, 100%, 50%, .5)',
    'RGBA(255 204 0 / .5)',
  ]) {
    it(`lets nothing shine through ${value}`, () => {
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.color = parse(value).host.accent!;
      const context = document.createElement('canvas').getContext('2d')!;
      context.fillStyle = getComputedStyle(probe).color;
      context.fillRect(0, 0, 1, 1);
      expect([...context.getImageData(0, 0, 1, 1).data]).to.deep.equal([255, 204, 0, 255]);
      probe.remove();
    });
  }

  for (const value of ['inherit', 'unset', 'currentColor', 'url(https://evil.example/x)', '12px', '#12', '--x']) {
    it(`refuses ${value}, in words for the owner`, () => {
      const { host, problems } = parse(value);
      expect(host.accent).to.equal(null);
      expect(problems.join()).to.match(/^accent=.* is not a CSS colour/);
    });
  }
});
