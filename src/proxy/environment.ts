import type { ProxyOptions } from './options.ts';
import { ProxyOptionsError } from './proxy-options-error.ts';
import { parseOptions, type Settings } from './settings.ts';

/** Which variable says which option. */
const VARIABLES = {
  apiKey: 'ASSISTERS_API_KEY',
  baseUrl: 'ASSISTERS_BASE_URL',
  sessionSecrets: 'SESSION_SECRETS',
  origins: 'ALLOWED_ORIGINS',
  assistants: 'ASSISTANTS',
  trustProxy: 'TRUST_PROXY',
} as const;

/** Variables of the contract that this version cannot honour: set and ignored they would be promises that nobody keeps. */
const NOT_YET: Record<string, string> = {
  DAILY_BUDGET_USD: 'a daily spend cap is not supported by this version; unset it and cap the wallet at the API',
  IDENTITY_SECRET: 'signed identities are not supported by this version; unset it, visitors stay anonymous',
};

/** Variables by name, as a runtime has them. */
export type Environment = Record<string, string | undefined>;

/** Options that were checked, and the settings that they make. */
export interface CheckedEnvironment {
  options: ProxyOptions;
  settings: Settings;
}

/**
 * Makes options from the environment, and from a configuration file where there is one. A variable wins over nothing: what stands in
 * both is a problem, for nobody could tell which one counts.
 *
 * @param config - the file's parsed JSON: the same names as `ProxyOptions`.
 * @throws {ProxyOptionsError} with every problem of both, under the variable's name where the option has one.
 */
export function parseEnvironment(environment: Environment, config?: unknown): CheckedEnvironment {
  const problems: string[] = [];
  const isRecord = typeof config === 'object' && config !== null && !Array.isArray(config);
  if (config !== undefined && !isRecord) problems.push('--config: must hold one JSON object');
  const options: Record<string, unknown> = isRecord ? { ...(config as object) } : {};
  const several = Object.hasOwn(options, 'sites');
  for (const [option, variable] of Object.entries(VARIABLES)) {
    const text = environment[variable]?.trim() ?? '';
    if (text === '') continue;
    if (Object.hasOwn(options, option)) problems.push(`${variable}: is set, and --config has ${option} too; keep one of them`);
    else if (several && (option === 'origins' || option === 'assistants')) {
      problems.push(`${variable}: is set, and --config has sites with ${option} of their own; unset it`);
    } else options[option] = parseVariable(option, text);
  }
  for (const [variable, problem] of Object.entries(NOT_YET)) if (environment[variable]?.trim()) problems.push(`${variable}: ${problem}`);
  const store = environment['STORE']?.trim() ?? '';
  if (store !== '' && store !== 'memory') {
    problems.push(`STORE: ${/^rediss?:/.test(store) ? 'Redis is not supported by this version' : 'is unknown'}; only memory is`);
  }
  const settings = collect(options, isRecord ? (config as object) : {}, problems);
  if (settings === null) throw new ProxyOptionsError(problems);
  return { options: options as unknown as ProxyOptions, settings };
}

function parseVariable(option: string, text: string): unknown {
  if (option === 'sessionSecrets' || option === 'origins' || option === 'assistants') {
    return text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
  }
  if (option === 'trustProxy') return /^\d+$/.test(text) ? Number(text) : text;
  return text;
}

/** Checks the options; adds what is wrong to `problems`, and returns `null` when anything is. */
function collect(options: unknown, config: object, problems: string[]): Settings | null {
  try {
    const settings = parseOptions(options);
    return problems.length === 0 ? settings : null;
  } catch (error) {
    if (!(error instanceof ProxyOptionsError)) throw error;
    problems.push(...error.problems.map((problem) => nameVariable(problem, config)));
    return null;
  }
}

/** `apiKey: is missing` → `ASSISTERS_API_KEY: is missing`, unless the option stands in the file. */
function nameVariable(problem: string, config: object): string {
  const option = /^\w+/.exec(problem)?.[0] ?? '';
  if (!Object.hasOwn(VARIABLES, option) || Object.hasOwn(config, option)) return problem;
  return VARIABLES[option as keyof typeof VARIABLES] + problem.slice(option.length);
}
