/**
 * Reads options of unknown shape one by one and notes what is wrong instead of stopping at the first mistake. Whoever calls it must
 * look at `problems` in the end: until then a wrong option stands as its default.
 */
export class OptionReader {
  readonly problems: string[];
  readonly #record: Record<string, unknown>;
  readonly #path: string;
  readonly #known = new Set<string>();

  constructor(value: unknown, path = '', problems: string[] = []) {
    this.problems = problems;
    this.#path = path;
    const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isRecord && value !== undefined) this.problems.push(`${path || 'options'}: must be an object`);
    this.#record = isRecord ? (value as Record<string, unknown>) : {};
  }

  /** Notes that something is wrong with an option. */
  problem(name: string, text: string): void {
    this.problems.push(`${this.#path}${name}: ${text}`);
  }

  has(name: string): boolean {
    return this.#take(name) !== undefined;
  }

  text(name: string): string | undefined {
    return this.#typed(name, (value): value is string => typeof value === 'string', 'must be a string');
  }

  flag(name: string): boolean {
    return this.#typed(name, (value): value is boolean => typeof value === 'boolean', 'must be true or false') ?? false;
  }

  list(name: string): string[] | undefined {
    const isList = (value: unknown): value is string[] => Array.isArray(value) && value.every((entry) => typeof entry === 'string');
    return this.#typed(name, isList, 'must be a list of strings');
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const fits = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
    return this.#typed(name, fits, `must be a whole number from ${min} to ${max}`) ?? fallback;
  }

  callable<T>(name: string): T | undefined {
    return this.#typed(name, (value): value is T => typeof value === 'function', 'must be a function');
  }

  /** An object with the given methods. */
  object<T>(name: string, methods: readonly string[]): T | undefined {
    const fits = (value: unknown): value is T =>
      typeof value === 'object' && value !== null && methods.every((method) => typeof Reflect.get(value, method) === 'function');
    return this.#typed(name, fits, `must be an object with ${methods.join(', ')}`);
  }

  /** A group of options, read with a reader of its own that notes problems in the same list. */
  group(name: string): OptionReader {
    return new OptionReader(this.#take(name), `${this.#path}${name}.`, this.problems);
  }

  groups(name: string): OptionReader[] | undefined {
    const value = this.#typed(name, (entry): entry is unknown[] => Array.isArray(entry) && entry.length > 0, 'must be a list, not empty');
    return value?.map((entry, index) => new OptionReader(entry ?? null, `${this.#path}${name}[${index}].`, this.problems));
  }

  /** Notes every option that nobody asked for: a misspelt limit must not count as none. */
  refuseUnknown(): void {
    for (const name of Object.keys(this.#record)) if (!this.#known.has(name)) this.problem(name, 'is not an option');
  }

  #take(name: string): unknown {
    this.#known.add(name);
    return Object.hasOwn(this.#record, name) ? this.#record[name] : undefined;
  }

  #typed<T>(name: string, fits: (value: unknown) => value is T, wanted: string): T | undefined {
    const value = this.#take(name);
    if (value === undefined || fits(value)) return value;
    this.problem(name, wanted);
    return undefined;
  }
}
