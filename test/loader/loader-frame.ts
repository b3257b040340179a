import type { startLaunchers } from '../../src/loader/start-launchers.ts';

/** A window with its own makings of everything. */
export type FrameWindow = Window & typeof globalThis;

/** A page of its own with the loader in it: what it listens to and the names that it takes end with the page. */
export class LoaderFrame {
  /** How often the script was tried before, for each time that it was asked for. */
  readonly asked: number[] = [];
  readonly errors: string[] = [];
  readonly #frame: HTMLIFrameElement;
  #settle: Record<'resolve' | 'reject', (reason?: unknown) => void> | null = null;

  private constructor(frame: HTMLIFrameElement) {
    this.#frame = frame;
  }

  /**
   * Opens a page, and starts the loader in it.
   *
   * @param prepare - is run before.
   */
  static async open(body: string, prepare: (window: FrameWindow) => void = () => {}): Promise<LoaderFrame> {
    const frame = document.createElement('iframe');
    frame.style.cssText = 'inline-size: 600px; block-size: 400px';
    frame.srcdoc = `<!doctype html><body>${body}<script type="module">
      import { startLaunchers } from '/src/loader/start-launchers.ts';
      window.startLaunchers = startLaunchers;
    </script>`;
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
    document.body.append(frame);
    await loaded;
    const page = new LoaderFrame(frame);
    page.window.addEventListener('error', ({ message }) => page.errors.push(message));
    prepare(page.window);
    page.start();
    return page;
  }

  /** Starts the loader, again where it runs already. */
  start(): void {
    const { startLaunchers: start } = this.window as unknown as { startLaunchers: typeof startLaunchers };
    start((query) => {
      this.asked.push(query.length);
      return new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    });
  }

  get window(): FrameWindow {
    return this.#frame.contentWindow as FrameWindow;
  }

  get document(): Document {
    return this.#frame.contentDocument!;
  }

  get chat(): HTMLElement {
    return this.document.querySelector('assisters-chat')!;
  }

  /** The painted button of the first chat. */
  get launcher(): HTMLElement | null | undefined {
    return this.chat.shadowRoot?.querySelector<HTMLElement>('[part="launcher"]');
  }

  find(selector: string): HTMLElement {
    return this.document.querySelector<HTMLElement>(selector)!;
  }

  /** The script could not be had. */
  async fail(): Promise<void> {
    this.#settle!.reject(new Error('404'));
    await this.settled();
  }

  /** The script has run. */
  async succeed(): Promise<void> {
    this.#settle!.resolve();
    await this.settled();
  }

  /** What was changed has been seen. */
  settled(): Promise<unknown> {
    return new Promise((resolve) => setTimeout(resolve));
  }

  close(): void {
    this.#frame.remove();
  }
}
