#!/usr/bin/env node
// This file must be readable by every Node: it looks at the version before anything newer is loaded.
const NEEDED = 24;

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  console.error(`assisters-api needs Node.js ${NEEDED} or newer; this is ${process.versions.node}.`);
  process.exitCode = 78;
} else {
  process.exitCode = await run();
}

async function run(): Promise<number> {
  try {
    const { runAssistersApi } = await import('./assisters-api-main.ts');
    return await runAssistersApi(process.argv.slice(2));
  } catch (error) {
    // The libraries of the API are optional for those who only use the widget.
    const missing = /Cannot find package '([^']+)'/.exec(String(error))?.[1];
    if (missing === undefined) throw error;
    console.error(`assisters-api needs the package ${missing}, which is not installed: npm install ${missing}`);
    return 78;
  }
}
