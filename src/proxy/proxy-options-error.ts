/** Thrown at start for wrong options; lists everything that is wrong, and never a secret's value. */
export class ProxyOptionsError extends Error {
  override readonly name = 'ProxyOptionsError';
  /** One sentence each, beginning with the option's name: `apiKey: is missing`. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The proxy cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}
