import { matchesOrigin } from '../allowed-origin.ts';
import { Refusal } from '../refusal.ts';
import type { Site } from '../settings.ts';
import type { Route } from './match-route.ts';

/** Who asks: the site, and the origin that may read the answer (`null`: a same-origin request, which needs no permission). */
export interface Visitor {
  site: Site;
  corsOrigin: string | null;
}

/**
 * Finds the site that a request comes from. Stops other sites' pages, not curl: that is what limits are for.
 *
 * A GET without `Origin` is same-origin, typed by the visitor, or no browser's; it is refused only when the browser says that it comes
 * from elsewhere. Its site is the only one, or the one whose origin has the host that was asked.
 *
 * @returns `null` when no site allows it.
 */
export function findVisitor(request: Request, sites: readonly Site[]): Visitor | null {
  const origin = request.headers.get('origin');
  const site = origin === null ? siteWithoutOrigin(request, sites) : siteOf(origin, sites);
  return site === undefined ? null : { site, corsOrigin: site.anyOrigin ? '*' : origin };
}

/** What a request is told that no site allows. */
export function originRefused(): Refusal {
  return new Refusal('origin_not_allowed', 403, 'This origin may not use this chat.');
}

/** Whether a request asks how we are and comes from no page, as far as it says: monitors know no site, and the answer is no secret. */
export function isHealthCheck(request: Request, route: Route | null): boolean {
  return route?.name === 'health' && !request.headers.has('origin') && (request.method === 'GET' || request.method === 'HEAD');
}

function siteOf(origin: string, sites: readonly Site[]): Site | undefined {
  const allows = (kind: 'exact' | 'subdomain') => (site: Site) =>
    site.origins.some((allowed) => allowed.kind === kind && matchesOrigin(allowed, origin));
  return sites.find(allows('exact')) ?? sites.find(allows('subdomain')) ?? sites.find(({ anyOrigin }) => anyOrigin);
}

/** What `Sec-Fetch-Site` says then: nothing (no browser, or plain http), this very origin, or that the visitor typed the address. */
const FROM_NO_OTHER_SITE: ReadonlySet<string | null> = new Set([null, 'same-origin', 'none']);

function siteWithoutOrigin(request: Request, sites: readonly Site[]): Site | undefined {
  const openSite = sites.find(({ anyOrigin }) => anyOrigin);
  if (request.method !== 'GET' || !FROM_NO_OTHER_SITE.has(request.headers.get('sec-fetch-site'))) return openSite;
  if (sites.length === 1) return sites[0];
  // Behind a proxy that ends TLS the scheme says nothing, so only the host is compared.
  const { host } = new URL(request.url);
  return siteOf(`https://${host}`, sites) ?? siteOf(`http://${host}`, sites) ?? openSite;
}
