/** `npm run build`: everything in `dist/`, then its sizes. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
process.chdir(ROOT);
rmSync('dist', { recursive: true, force: true });

for (const mode of ['script', 'loader', 'checklist', 'locales', 'modules', 'proxy', 'api']) await build({ mode, logLevel: 'warn' });

// The API's own pages, which it indexes when a database is new.
cpSync('src/api/content', 'dist/content', { recursive: true });
for (const command of ['assisters-api', 'assisters-proxy']) chmodSync(`dist/${command}.js`, 0o755);

runNode('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
// It prints; that a file is over its budget is for `npm test` to say.
spawnSync(process.execPath, ['scripts/check-size.ts'], { stdio: 'inherit' });

function runNode(...args: string[]): void {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
