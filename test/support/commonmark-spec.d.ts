declare module 'commonmark-spec' {
  /** The examples, in the order of the specification. */
  export const tests: readonly { number: number; section: string; markdown: string; html: string }[];
}
