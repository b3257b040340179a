import type { Page } from 'playwright';

/**
 * Collects what pages hear of errors that nobody has caught, from their next navigation on. Firefox calls each failed request a page's
 * error, too; what counts is what a page hears itself.
 */
export async function collectUncaught(page: Page): Promise<readonly string[]> {
  const uncaught: string[] = [];
  await page.exposeFunction('noteUncaught', (message: string) => void uncaught.push(message));
  await page.addInitScript(() => {
    const note = (message: string): void => (globalThis as unknown as { noteUncaught(message: string): void }).noteUncaught(message);
    addEventListener('error', ({ message }) => note(message));
    addEventListener('unhandledrejection', ({ reason }) => note(String(reason)));
  });
  return uncaught;
}
