import { ask, isAnswered, visitorHeaders, type EndpointFacts } from '../ask-endpoint.ts';
import { writeAttribute, type CheckContext } from '../check-context.ts';
import type { Finding } from '../finding.ts';

/** Whether the proxy knows the assistant that the tag names. */
export async function checkAssistant(context: CheckContext, endpoint: string, { health, chat }: EndpointFacts): Promise<Finding> {
  const slug = context.tag.config?.assistant ?? null;
  if (slug === null) {
    return {
      state: 'unknown',
      title: 'The tag names no assistant. That works where the proxy has exactly one.',
      fix: ['If it has several, name one:'],
      paste: writeAttribute(context, 'assistant', 'my-assistant'),
    };
  }
  if (!isAnswered(health) && !isAnswered(chat)) return { state: 'unknown', title: 'Cannot be checked while the proxy cannot be asked.' };
  const reply = await ask(context, `${endpoint}/assistants/${encodeURIComponent(slug)}`, { headers: visitorHeaders(context) });
  const unknown: Finding = {
    state: 'unknown',
    title: `Cannot be checked: this server forwards questions only. Ask a test question to see whether it knows “${slug}”.`,
  };
  if (!isAnswered(reply)) return unknown;
  const { status, code, json } = reply;
  const { name } = Object(json) as { name?: unknown };
  if (status === 200 && typeof name === 'string') return { state: 'ok', title: `Found: “${name}” (${slug}).` };
  if (code === 'assistant_not_found') {
    return {
      state: 'bad',
      title: `The proxy has no assistant “${slug}”.`,
      fix: [
        'Compare the spelling with the name in your Assisters account, and correct the tag:',
        `If the spelling is right, allow it in the proxy’s environment and start it again: ASSISTANTS=${slug}`,
      ],
      paste: writeAttribute(context, 'assistant', 'my-assistant'),
    };
  }
  if (status === 503) {
    return {
      state: 'bad',
      title: `The proxy allows “${slug}”, but the API behind it does not give it out.`,
      fix: ['Run on the server: npx assisters-proxy check. It says whether the key or the assistant is refused.'],
    };
  }
  return unknown;
}
