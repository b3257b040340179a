import { isAnswered, type EndpointFacts, type Reply } from '../ask-endpoint.ts';
import { violationFor, type CheckContext } from '../check-context.ts';
import type { Finding } from '../finding.ts';

type Answered = Extract<Reply, { kind: 'answered' }>;

const PLAIN: Finding = {
  state: 'ok',
  title: 'A server answers there. It has no /health, so it is a plain forwarder: that is enough to ask and to answer.',
};

/** Whether something answers at the endpoint, and whether it is a proxy. */
export function checkProxy({ pageUrl, violations, isOnline }: CheckContext, endpoint: string, facts: EndpointFacts): Finding {
  const { health, chat, isThere } = facts;
  if (isAnswered(health) && health.code === 'origin_not_allowed') return originRefused(new URL(pageUrl).origin);
  if (isAnswered(health)) return judge(health, endpoint, facts);
  if (health.kind === 'redirected') {
    return {
      state: 'bad',
      title:
        'The endpoint leads on to another address (a redirect). The chat does not follow: a question must not travel to somewhere else.',
      fix: [
        'Write the address that it leads to: often https instead of http, or with or without "www."; or take the redirect away for this path.',
      ],
    };
  }
  if (health.kind === 'late') {
    return {
      state: 'bad',
      title: 'Nothing came back within 10 seconds.',
      fix: ['See whether the proxy runs, and whether a firewall lets your web server through to it.'],
    };
  }
  if (violationFor(violations, 'connect-src', endpoint)) {
    return { state: 'unknown', title: 'Not asked: the page’s own policy forbids it. See “Policy of the page”.' };
  }
  if (!isOnline) return { state: 'bad', title: 'This browser is offline.', fix: ['Connect it to the internet, then check again.'] };
  if (isAnswered(chat)) return PLAIN;
  if (isThere === true) {
    return {
      state: 'unknown',
      title: 'A server answers there, but the browser may not show its answer to this page. See “Permission for this site”.',
    };
  }
  return {
    state: 'bad',
    title: `Nothing answers at ${endpoint}`,
    fix: [
      'Is the address right? Open it with /health at its end in a tab of its own.',
      'Does the proxy run? On the server: npx assisters-proxy check',
      'An expired certificate, a firewall or an ad blocker look the same from here; try another browser.',
    ],
  };
}

function judge({ status, isHtml, json }: Answered, endpoint: string, { chat, knowsChat }: EndpointFacts): Finding {
  const { status: word, problem } = Object(json) as { status?: unknown; problem?: unknown };
  if (status === 200 && word === 'ok') return { state: 'ok', title: 'The proxy answers and says that all is well.' };
  if (status === 503 && !isHtml && json !== undefined) {
    return {
      state: 'bad',
      title: `The proxy runs, but cannot answer questions. It says: ${typeof problem === 'string' ? problem : 'service unavailable'}`,
      fix: ['Look into the proxy’s log on your server, or run there: npx assisters-proxy check'],
    };
  }
  if (status === 502 || status === 503 || status === 504) {
    return {
      state: 'bad',
      title: `Your web server answers ${status}: it does not reach the proxy behind it.`,
      fix: [
        'Start the proxy: npx assisters-proxy start',
        'Compare its port with the one that your web server passes on to (with nginx: proxy_pass).',
      ],
    };
  }
  if (isHtml && (status === 200 || ([404, 405, 501].includes(status) && !knowsChat))) {
    return {
      state: 'bad',
      title: `At ${endpoint} a web page answers (${status}), not a proxy: the address is wrong, or your web server does not pass it on.`,
      fix: [
        'With nginx, put this into the server block of your site:',
        'If you know that the address is right and your forwarder’s error pages are web pages, ask a test question.',
      ],
      paste: `location ${pathOf(endpoint)}/ { proxy_pass http://127.0.0.1:8787/; proxy_buffering off; }`,
    };
  }
  if ([404, 405, 501].includes(status)) return PLAIN;
  if (status === 401 || status === 403) {
    // A forwarder may guard what it does not forward.
    if (isAnswered(chat) && chat.status !== status && !chat.isHtml) return PLAIN;
    return {
      state: 'bad',
      title: `The endpoint refuses this page (${status}).`,
      fix: ['Visitors are not logged in: take the password, the login or the bot protection away for this path.'],
    };
  }
  if (status === 429)
    return { state: 'warn', title: 'The proxy has had too many requests from here just now.', fix: ['Wait a minute, then check again.'] };
  if (status >= 500) {
    return {
      state: 'bad',
      title: `The endpoint answers with an error (${status}).`,
      fix: ['Look into the log of your web server and of the proxy.'],
    };
  }
  return {
    state: 'warn',
    title: `Something answers there (${status}), but it does not say that it is a proxy.`,
    fix: ['Ask a test question to know.'],
  };
}

/** The proxy knows this page's site, and does not want it. */
export function originRefused(origin: string): Finding {
  return {
    state: 'bad',
    title: 'The proxy answers, but does not allow this site.',
    fix: ['Add the site to the proxy’s environment, beside those that are there, and start it again:'],
    paste: `ALLOWED_ORIGINS=${origin}`,
  };
}

function pathOf(endpoint: string): string {
  return new URL(endpoint).pathname.replace(/\/$/, '');
}
