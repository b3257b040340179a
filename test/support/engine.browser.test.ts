import { expect } from '@open-wc/testing';

describe('the engine under test', () => {
  it('is a real browser with shadow DOM and constructable style sheets', () => {
    expect('adoptedStyleSheets' in document).to.equal(true);
  });
});
