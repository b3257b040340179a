import { askEndpoint } from './ask-endpoint.ts';
import type { CheckContext } from './check-context.ts';
import { checkAssistant } from './checks/check-assistant.ts';
import { checkAttributes } from './checks/check-attributes.ts';
import { checkCors } from './checks/check-cors.ts';
import { checkEndpoint } from './checks/check-endpoint.ts';
import { checkKeys } from './checks/check-keys.ts';
import { checkPolicy } from './checks/check-policy.ts';
import { checkProxy } from './checks/check-proxy.ts';
import { checkScript } from './checks/check-script.ts';
import { checkStorage } from './checks/check-storage.ts';
import { STREAM_NOT_ASKED } from './checks/check-stream.ts';
import type { Finding } from './finding.ts';

/** What is checked, in the order in which it is shown: nothing below the first red line can be trusted to work. */
export const CHECKS = {
  key: 'Key not in the page',
  endpoint: 'Endpoint',
  proxy: 'Proxy reachable',
  cors: 'Permission for this site (CORS)',
  assistant: 'Assistant',
  stream: 'Answers stream',
  policy: 'Policy of the page (CSP)',
  attributes: 'Attributes',
  script: 'Script',
  storage: 'Memory of the browser',
} as const;

export type CheckName = keyof typeof CHECKS;

/** Says what a check found; a check that is not told of is still running. */
export type TellFinding = (name: CheckName, finding: Finding) => void;

/** What nobody was asked. */
export const NOT_ASKED: Finding = { state: 'unknown', title: 'Not asked: the endpoint has to be right first.' };

/** Runs every check that costs nothing, and tells of each as soon as it is known. Never rejects; a check that breaks is not to be known. */
export async function runChecks(context: CheckContext, tell: TellFinding): Promise<void> {
  const report = async (name: CheckName, check: () => Finding | Promise<Finding>): Promise<Finding> => {
    let finding: Finding;
    try {
      finding = await check();
    } catch (error) {
      finding = { state: 'unknown', title: `This check itself failed: ${String(error)}` };
    }
    tell(name, finding);
    return finding;
  };

  await report('key', () => checkKeys(context));
  await report('attributes', () => checkAttributes(context));
  await report('script', () => checkScript(context));
  await report('storage', () => checkStorage(context));
  const { state } = await report('endpoint', () => checkEndpoint(context));
  const { config } = context.tag;
  if (state === 'bad' || config === null) {
    for (const name of ['proxy', 'cors', 'assistant', 'stream'] as const) tell(name, NOT_ASKED);
  } else {
    const { endpoint } = config;
    const facts = await askEndpoint(context, endpoint);
    await report('proxy', () => checkProxy(context, endpoint, facts));
    await report('cors', () => checkCors(context, endpoint, facts));
    await report('assistant', () => checkAssistant(context, endpoint, facts));
    tell('stream', STREAM_NOT_ASKED);
  }
  // Last: what a policy forbids shows when it is tried.
  await report('policy', () => checkPolicy(context));
}
