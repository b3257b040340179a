import type { Plugin } from 'vite';
import * as facts from '../../src/loader/facts.ts';

/** Puts the values of `src/loader/facts.ts` in its place. */
export function loaderFacts(): Plugin {
  return {
    name: 'loader-facts',
    load(id) {
      if (!/[\\/]src[\\/]loader[\\/]facts\.ts$/.test(id)) return null;
      return Object.entries(facts)
        .map(([name, value]) => `export const ${name} = ${value instanceof RegExp ? String(value) : JSON.stringify(value)};`)
        .join('\n');
    },
  };
}
