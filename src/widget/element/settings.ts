import { en, type Strings } from '../locales/en.ts';
import type { PanelConfig } from '../panel/panel-config.ts';
import { checkAccent } from './accent.ts';
import type { ChatAttributesElement } from './chat-attributes-element.ts';
import { parseConfig, type HostConfig } from './config.ts';
import { readAttributes } from './read-attributes.ts';
import { reportProblems } from './report-problems.ts';
import { isSameValue } from './same-value.ts';

/** Hosts of the API itself: no page may speak to it, that would need the key. */
const API_HOSTS = ['api.assisters.dev'];

/** A tag's attributes as checked settings; tells its owner what is wrong with them, each thing once. */
export class Settings {
  /** For the panel; `null`: the chat must not run. The same object as long as it says the same. */
  panel: PanelConfig | null = null;
  /** For the tag itself. `null` before the first `read()`. */
  host: HostConfig | null = null;
  /** Every text, with the owner's in place. */
  strings: Strings = en;

  readonly #element: ChatAttributesElement;
  #reported = '';
  #accent: string | null = null;

  constructor(element: ChatAttributesElement) {
    this.#element = element;
  }

  /** Reads all attributes anew. */
  read(): void {
    const attributes = readAttributes(this.#element, (this.#element.constructor as typeof ChatAttributesElement).elementProperties);
    const { config, host, problems } = parseConfig(attributes, { pageUrl: document.baseURI, apiHosts: API_HOSTS, strings: en });
    if (!isSameValue(config, this.panel)) this.panel = config;
    if (!isSameValue(host.strings, this.host?.strings)) this.strings = { ...en, ...host.strings };
    this.host = host;

    const accentProblem = checkAccent(host.accent);
    this.#applyAccent(accentProblem === null ? host.accent : null);
    this.#report(accentProblem === null ? problems : [...problems, accentProblem]);
  }

  #applyAccent(accent: string | null): void {
    // What the page itself set stays, while there is no accent of ours to take back.
    if (accent === this.#accent) return;
    this.#accent = accent;
    const { style } = this.#element;
    if (accent === null) style.removeProperty('--assisters-accent');
    else style.setProperty('--assisters-accent', accent);
  }

  #report(problems: Parameters<typeof reportProblems>[0]): void {
    const report = problems.map(({ message }) => message).join('\n');
    if (report === this.#reported) return;
    this.#reported = report;
    reportProblems(problems);
  }
}
