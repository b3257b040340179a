import type { Locator, Page } from 'playwright';

/** The chat on a page, by the parts that the contract names. Locators go through open shadow roots. */
export class ChatPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  part(name: string): Locator {
    return this.page.locator(`assisters-chat [part~="${name}"]`);
  }

  messages(role: 'user' | 'assistant'): Locator {
    return this.page.locator(`assisters-chat [part~="message"][data-role="${role}"]`);
  }

  get answer(): Locator {
    return this.messages('assistant').last();
  }

  async open(): Promise<void> {
    await this.part('launcher').click();
    await this.part('input').waitFor({ state: 'visible' });
  }

  async ask(text: string): Promise<void> {
    await this.part('input').fill(text);
    await this.part('input').press('Enter');
  }

  /** Waits until the last answer stands in one of the states. */
  async untilState(...states: string[]): Promise<void> {
    const selector = states.map((state) => `assisters-chat [part~="message"][data-role="assistant"][data-state="${state}"]`).join(', ');
    await this.page.locator(selector).last().waitFor({ state: 'attached' });
  }
}
