import { isSameOrigin, violationFor, type CheckContext, type Violation } from '../check-context.ts';
import type { Finding } from '../finding.ts';

/** The one policy name that the chat needs where a page requires Trusted Types. */
const POLICY_NAME = 'assisters-chat';

/** Whether the page's Content-Security-Policy lets the chat work. To be asked after the endpoint was. */
export async function checkPolicy({ tag, pageUrl, isDrawn, violations, loadImage, scripts }: CheckContext): Promise<Finding> {
  const { config } = tag;
  const lines: string[] = [];
  const titles: string[] = [];
  const sourceOf = (url: string): string => (isSameOrigin(url, pageUrl) ? "'self'" : new URL(url).origin);
  const add = (title: string, line: string): void => {
    titles.push(title);
    lines.push(line);
  };

  const refused = violations.find(({ directive, blocked }) => /^trusted-types|^require-trusted/.test(directive) && isOurs(blocked));
  if ((config !== null && !isDrawn) || refused) {
    const names = refused ? (findDirective(refused.policy, 'trusted-types') ?? []) : [];
    add(
      'forbids the chat to draw itself (trusted-types)',
      ['trusted-types', ...names.filter((name) => name !== "'none'"), POLICY_NAME].join(' '),
    );
  }
  const stopped = config && violationFor(violations, 'connect-src', config.endpoint);
  if (stopped) add('forbids it to ask the proxy (connect-src)', allow(stopped, 'connect-src', sourceOf(config.endpoint)));

  let isAvatarMissing = false;
  if (config?.avatar) {
    isAvatarMissing = !(await loadImage(config.avatar));
    const hidden = isAvatarMissing && violationFor(violations, 'img-src', config.avatar);
    if (hidden) {
      isAvatarMissing = false;
      add('forbids its picture (img-src)', allow(hidden, 'img-src', sourceOf(config.avatar)));
    }
  }
  for (const { src } of scripts) {
    const hidden = violationFor(violations, 'script-src', src) ?? violationFor(violations, 'script-src-elem', src);
    if (hidden) add('forbids a file of the chat (script-src)', allow(hidden, 'script-src', sourceOf(src)));
  }

  if (titles.length > 0) {
    return {
      state: 'bad',
      title: `The page’s Content-Security-Policy ${titles.join(', and ')}.`,
      fix: [
        'Change the policy where your site sets it: a header of the web server, a <meta http-equiv="Content-Security-Policy"> in the page, or a security plug-in. Put this in the place of the line of the same name:',
      ],
      paste: lines.map((line) => `${line};`).join('\n'),
    };
  }
  if (isAvatarMissing) {
    return {
      state: 'warn',
      title: 'The picture that avatar names cannot be loaded.',
      fix: ['Open its address in a tab of its own, and correct it.'],
    };
  }
  return { state: 'ok', title: 'Nothing that the chat needs is forbidden by the page.' };
}

/** A directive as it has to be so that a source is allowed too. */
export function allow({ policy }: Pick<Violation, 'policy'>, directive: string, source: string): string {
  const now = findDirective(policy, directive) ?? findDirective(policy, 'default-src') ?? [];
  return [directive, ...now.filter((entry) => entry !== "'none'"), source].join(' ');
}

function findDirective(policy: string, name: string): string[] | undefined {
  const found = policy.split(/[;,]/).map((part) => part.trim().split(/\s+/));
  return found.find(([first]) => first?.toLowerCase() === name)?.slice(1);
}

function isOurs(blocked: string): boolean {
  return blocked.includes(POLICY_NAME);
}
