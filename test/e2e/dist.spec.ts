import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, it } from 'node:test';

const scripts = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));

describe('dist/', () => {
  it('has the script, its loader and its checklist, the modules, the proxy, the API and the two commands', () => {
    for (const name of [
      'assisters-chat',
      'loader',
      'checklist',
      'index',
      'element',
      'client',
      'proxy',
      'proxy-node',
      'api',
      'assisters-api',
      'assisters-proxy',
    ]) {
      assert.ok(scripts.includes(`${name}.js`), name);
    }
  });

  for (const name of scripts) {
    it(`parses, with no decorator left in it: ${name}`, () => {
      // The script tag's file is a classic script; what is checked as one would miss nothing that a module allows.
      const source = readFileSync(join('dist', name), 'utf8');
      const module = name !== 'assisters-chat.js' && name !== 'loader.js';
      const { status, stderr } = spawnSync(process.execPath, ['--check', `--input-type=${module ? 'module' : 'commonjs'}`, '-'], {
        input: source,
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
    });
  }

  for (const name of ['loader.js', 'index.js', 'element.js', 'client.js', 'proxy.js', 'api.js']) {
    it(`can be imported on a server without falling over: ${name}`, () => {
      const url = pathToFileURL(join('dist', name)).href;
      const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', `await import(${JSON.stringify(url)})`], {
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
    });
  }

  it('holds no code that a strict policy refuses', () => {
    const source = readFileSync('dist/assisters-chat.js', 'utf8');
    assert.doesNotMatch(source, /\beval\(|new Function\(|document\.write\(/);
    assert.doesNotMatch(source, /createPolicy\(["'`]lit-html/);
  });

  it('keeps the name of no machine and no source map in the script', () => {
    assert.doesNotMatch(readFileSync('dist/assisters-chat.js', 'utf8'), /sourceMappingURL|\/home\/|\/work\/|node_modules/);
  });

  for (const command of ['assisters-api', 'assisters-proxy']) {
    it(`has ${command} as a program that npx runs from a checkout`, () => {
      const { status, stderr, stdout } = spawnSync('npx', ['--no-install', command], { encoding: 'utf8' });
      assert.match(stdout + stderr, new RegExp(`${command} start`));
      assert.ok(status !== null && status !== 127, String(status));
    });
  }
});
