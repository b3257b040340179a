import { openApiAdmin } from '../api/index.ts';
import { isPathSegment } from '../protocol/identifiers.ts';
import { CommandError, EXIT, parseCommandLine, reportNewDatabase } from './assisters-api-options.ts';

/** `assisters-api index DIR`: works beside a running server, which answers from the new pages at once. */
export function runIndex(args: readonly string[]): number {
  const line = parseCommandLine(args, { texts: ['db', 'assistant', 'base-url'], required: ['db', 'assistant'], positionals: ['DIR'] });
  const slug = line.text('assistant')!;
  const baseUrl = line.text('base-url');
  const problems: string[] = [];
  if (!isPathSegment(slug)) problems.push(`--assistant ${slug} is not a slug: letters, digits, - and _ only.`);
  if (baseUrl !== undefined && !(URL.canParse(baseUrl) && /^https?:$/.test(new URL(baseUrl).protocol))) {
    problems.push(`--base-url ${baseUrl} is not an http or https address, such as https://shop.example.`);
  }
  if (problems.length > 0) throw new CommandError(problems, EXIT.usage);
  const admin = openApiAdmin(line.text('db')!);
  try {
    if (admin.isNew) reportNewDatabase(line.text('db')!);
    const report = admin.indexSite(slug, line.positional(0), baseUrl ?? '');
    if (report.createdName !== null) process.stdout.write(`created assistant ${slug} with the name "${report.createdName}"\n`);
    const pages = report.added + report.changed + report.unchanged;
    process.stdout.write(
      `indexed ${pages} pages, ${report.passages} passages (${report.added} new, ${report.changed} changed, ${report.unchanged} unchanged, ${report.removed} removed)\n`,
    );
    return EXIT.ok;
  } finally {
    admin.close();
  }
}
