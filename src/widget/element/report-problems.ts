import type { Problem } from './problem.ts';

/** Tells the owner on the console what to mend: one message for everything that stops the chat, one for the rest. */
export function reportProblems(problems: readonly Problem[]): void {
  const list = (severity: Problem['severity']): string =>
    problems
      .filter((problem) => problem.severity === severity)
      .map((problem) => `\n- ${problem.message}`)
      .join('');
  const errors = list('error');
  const warnings = list('warning');
  if (errors !== '') console.error(`<assisters-chat> did not start:${errors}`);
  if (warnings !== '') console.warn(`<assisters-chat>:${warnings}`);
}
