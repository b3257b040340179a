// Browser tests, in the engine that ENGINE names (chromium, firefox); `npm test` runs it once an engine.
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { puppeteerLauncher } from '@web/test-runner-puppeteer';
import { writeFileSync } from 'node:fs';
import { chromiumArguments, findBrowsers } from './scripts/find-browsers.ts';

const engine = process.env.ENGINE ?? 'chromium';
const found = findBrowsers();

/** @type {Record<string, () => import('@web/test-runner').BrowserLauncher>} */
const launchers = {
  chromium: () =>
    playwrightLauncher({ product: 'chromium', launchOptions: { executablePath: found.chromium ?? undefined, args: chromiumArguments() } }),
  firefox: () => puppeteerLauncher({ launchOptions: { browser: 'firefox', executablePath: found.firefox ?? undefined } }),
};

/** Leaves the counts where scripts/test.ts reads them. */
const countReporter = {
  stop({ sessions }) {
    if (process.env.COUNT_FILE === undefined) return;
    const counts = { passed: 0, failed: 0 };
    for (const session of sessions) {
      const before = counts.passed + counts.failed;
      count(session.testResults, counts);
      // A file that broke before its tests, or ran none, is a failure of its own.
      if (!session.passed && (counts.failed === 0 || before === counts.passed + counts.failed)) counts.failed++;
    }
    writeFileSync(process.env.COUNT_FILE, JSON.stringify(counts));
  },
};

function count(suite, counts) {
  if (suite === undefined) return;
  for (const test of suite.tests) {
    if (test.passed) counts.passed++;
    else if (!test.skipped) counts.failed++;
  }
  for (const inner of suite.suites) count(inner, counts);
}

const { defaultReporter } = await import('@web/test-runner');

export default {
  files: ['test/**/*.browser.test.ts'],
  nodeResolve: { exportConditions: ['browser', 'production'] },
  concurrency: 1,
  browserStartTimeout: 120_000,
  testsStartTimeout: 120_000,
  testsFinishTimeout: 600_000,
  browsers: [launchers[engine]()],
  plugins: [esbuildPlugin({ ts: true, json: false, target: 'es2022', tsconfig: 'tsconfig.json' })],
  // `npm run test:full`: the long corpora whole in this engine too, not a seeded tenth.
  testRunnerHtml: (framework) =>
    `<!doctype html><html><body><script>globalThis.fullRun = ${process.env.FULL === '1'}</script><script type="module" src="${framework}"></script></body></html>`,
  testFramework: { config: { timeout: 20_000 } },
  reporters: [defaultReporter({ reportTestProgress: false }), countReporter],
};
