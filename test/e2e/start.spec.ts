import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, it } from 'node:test';
import { ChatPage } from '../support/chat-page.ts';
import { openBrowser } from '../support/open-browser.ts';

describe('npm start', { timeout: 240_000 }, () => {
  it('prints the page to open as its first address, serves a chat that answers there, and Ctrl-C ends all three', async () => {
    const child = spawn('npm', ['start'], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    try {
      let output = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
      const addresses = await new Promise<string[]>((resolve, reject) => {
        void ended.then((code) => reject(new Error(`npm start ended with ${code}: ${output}`)));
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          output += text;
          if (output.includes('Ctrl-C')) resolve(output.match(/https?:\/\/[^\s]+/g) ?? []);
        });
      });
      assert.equal(addresses.length, 3, output);
      for (const address of addresses) {
        const answer = await fetch(address.endsWith('/v1') ? `${address}/assistants` : address);
        assert.ok(answer.status < 500, `${address} ${answer.status}`);
      }
      const browser = await openBrowser();
      try {
        const chat = new ChatPage(await browser.newPage());
        await chat.page.goto(addresses[0]!);
        await chat.open();
        await chat.part('suggestion').nth(1).click();
        await chat.untilState('done');
        assert.match((await chat.answer.locator('[part~="content"]').textContent()) ?? '', /\b30 days\b/);
      } finally {
        await browser.close();
      }
      // As a terminal does it: the signal goes to the whole foreground group.
      process.kill(-child.pid!, 'SIGINT');
      await ended;
      for (const address of addresses) await assert.rejects(fetch(address), address);
    } finally {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
    }
  });
});
