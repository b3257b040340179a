import { matchesOrigin } from '../allowed-origin.ts';
import { Refusal } from '../refusal.ts';
import type { Site } from '../settings.ts';

/** Who asks: the site, and the origin that may read the answer (`null`: a same-origin request, which needs no permission). */
export interface Visitor {
  site: Site;
  corsOrigin: string | null;
}

/**
 * Finds the site that a request comes from. Stops other sites' pages, not curl: that is what limits are for.
 *
 * A GET without `Origin` is same-origin or no browser's; it is refused only when the browser says that it is neither. Its site is the
 * only one, or the one whose origin has the host that was asked.
 *
 * @throws {Refusal} `origin_not_allowed`.
 */
export function checkOrigin(request: Request, sites: readonly Site[]): Visitor {
  const origin = request.headers.get('origin');
  const site = origin === null ? siteWithoutOrigin(request, sites) : siteOf(origin, sites);
  if (site === undefined) throw new Refusal('origin_not_allowed', 403, 'This origin may not use this chat.');
  return { site, corsOrigin: site.anyOrigin ? '*' : origin };
}

function siteOf(origin: string, sites: readonly Site[]): Site | undefined {
  const allows = (kind: 'exact' | 'subdomain') => (site: Site) =>
    site.origins.some((allowed) => allowed.kind === kind && matchesOrigin(allowed, origin));
  return sites.find(allows('exact')) ?? sites.find(allows('subdomain')) ?? sites.find(({ anyOrigin }) => anyOrigin);
}

function siteWithoutOrigin(request: Request, sites: readonly Site[]): Site | undefined {
  const openSite = sites.find(({ anyOrigin }) => anyOrigin);
  const fetchSite = request.headers.get('sec-fetch-site');
  if (request.method !== 'GET' || (fetchSite !== null && fetchSite !== 'same-origin')) return openSite;
  if (sites.length === 1) return sites[0];
  // Behind a proxy that ends TLS the scheme says nothing, so only the host is compared.
  const { host } = new URL(request.url);
  return siteOf(`https://${host}`, sites) ?? siteOf(`http://${host}`, sites) ?? openSite;
}
