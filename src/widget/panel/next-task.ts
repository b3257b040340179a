/** What follows gets a task of its own: the browser may paint and answer the visitor before it. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
