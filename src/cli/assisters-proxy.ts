#!/usr/bin/env node
// Nothing is imported before the version is known: an old Node must say which one is needed, not a syntax error.
if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`assisters-proxy needs Node 20 or newer; this is ${process.versions.node}.`);
  process.exitCode = 78;
} else {
  import('./assisters-proxy-main.ts').then(({ main }) => main(process.argv.slice(2)));
}
export {};
