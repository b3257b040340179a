#!/usr/bin/env node
// This file must be readable by every Node: it looks at the version before anything newer is loaded.
const NEEDED = 24;

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  console.error(`assisters-api needs Node.js ${NEEDED} or newer; this is ${process.versions.node}.`);
  process.exitCode = 78;
} else {
  const { runAssistersApi } = await import('./assisters-api-main.ts');
  process.exitCode = await runAssistersApi(process.argv.slice(2));
}
