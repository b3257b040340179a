import { expect } from '@open-wc/testing';

interface Report {
  html: string;
  violations: string[];
}

/** Renders an answer in a page of its own under a Content-Security-Policy. */
async function renderUnder(policy: string, markdown: string): Promise<Report> {
  const source = new URL('../../../src/widget/markdown/markdown-view.ts', import.meta.url).href;
  const frame = document.createElement('iframe');
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><body><script type="module">
    const violations = [];
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
    const { MarkdownView } = await import('${source}');
    const root = document.createElement('div');
    document.body.append(root);
    const labels = { copyCode: '', copied: '', code: '', table: '', image: '', showImage: () => '', opensNewTab: '' };
    new MarkdownView(root, { links: 'auto', images: 'click', headingBase: 4, labels }).finish(${JSON.stringify(markdown)});
    // Reports of violations are tasks that were queued before this one.
    setTimeout(() => parent.postMessage({ html: root.querySelector('p').parentElement.innerHTML, violations }, '*'));
  </script>`;
  const report = new Promise<Report>((resolve) => {
    addEventListener('message', function onMessage({ source: from, data }) {
      if (from !== frame.contentWindow) return;
      removeEventListener('message', onMessage);
      resolve(data as Report);
    });
  });
  document.body.append(frame);
  try {
    return await report;
  } finally {
    frame.remove();
  }
}

describe('trustedPolicy', () => {
  const MARKDOWN = '**a** <kbd>K</kbd> &eacute;';

  it('lets raw HTML be read under the one policy name that the script needs', async () => {
    const { html, violations } = await renderUnder("require-trusted-types-for 'script'; trusted-types assisters-chat", MARKDOWN);
    expect(html).to.equal('<p dir="auto"><strong>a</strong> <kbd>K</kbd> é</p>');
    expect(violations).to.deep.equal([]);
  });

  it('asks for no policy before an answer has raw HTML', async () => {
    const { html, violations } = await renderUnder("require-trusted-types-for 'script'; trusted-types 'none'", '**a**\n\n- b');
    expect(html).to.include('<strong>a</strong>');
    expect(violations).to.deep.equal([]);
  });

  it('leaves raw HTML as text where the page refuses the policy', async () => {
    const { html } = await renderUnder("require-trusted-types-for 'script'; trusted-types 'none'", MARKDOWN);
    expect(html).to.equal('<p dir="auto"><strong>a</strong> &lt;kbd&gt;K&lt;/kbd&gt; &amp;eacute;</p>');
  });
});
