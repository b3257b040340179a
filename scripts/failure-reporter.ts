import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';

/** Reporter of `node --test`: prints what failed and one line at the end, and leaves the counts in `COUNT_FILE`. */
export default async function* failureReporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts = { passed: 0, failed: 0 };
  for await (const event of source) {
    if (event.type === 'test:stderr' || event.type === 'test:stdout') yield event.data.message;
    if (event.type === 'test:pass' && event.data.details.type !== 'suite' && !event.data.skip && !event.data.todo) counts.passed++;
    if (event.type !== 'test:fail') continue;
    // A suite fails because a test in it did: counted there.
    const cause: unknown = event.data.details.error.cause ?? event.data.details.error;
    const inner = /^\d+ subtests? failed/.test(String((event.data.details.error as Error).message));
    if (inner) continue;
    counts.failed++;
    const place = event.data.file === undefined ? '' : `${relative(process.cwd(), event.data.file)}:${event.data.line ?? 0}`;
    yield `\n✖ ${event.data.name}\n  ${place}\n  ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`;
  }
  if (process.env['COUNT_FILE'] !== undefined) writeFileSync(process.env['COUNT_FILE'], JSON.stringify(counts));
  yield `${counts.passed} passed, ${counts.failed} failed\n`;
}
