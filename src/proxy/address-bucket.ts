/**
 * Whom an address stands for, for limits: a whole IPv4 address, or the /64 of an IPv6 one, since a visitor's machine may pick any
 * address in it. IPv4 written as IPv6 (`::ffff:1.2.3.4`) is IPv4.
 *
 * @param address - as a socket or `X-Forwarded-For` has it: brackets, a port after IPv4 or brackets, a zone are understood.
 * @returns a canonical text, or `null` when this is no address.
 */
export function addressBucket(address: string): string | null {
  const text = /^\[([^\]]*)\](?::\d+)?$/.exec(address)?.[1] ?? address;
  const v4 = parseIpv4(text) ?? parseIpv4(text.replace(/:\d{1,5}$/, ''));
  if (v4 !== null) return `4:${v4.join('.')}`;
  const groups = parseIpv6(text.replace(/%.*$/, ''));
  if (groups === null) return null;
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return `4:${[groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255].join('.')}`;
  return `6:${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}`;
}

function parseIpv4(text: string): number[] | null {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return null;
  const parts = text.split('.').map(Number);
  return parts.every((part) => part <= 255) ? parts : null;
}

function parseIpv6(text: string): number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map(parseGroups);
  if (head === null || head === undefined || tail === null) return null;
  if (tail === undefined) return head.length === 8 ? head : null;
  const zeros = 8 - head.length - tail.length;
  return zeros < 1 ? null : [...head, ...new Array<number>(zeros).fill(0), ...tail];
}

function parseGroups(text: string): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const v4 = index === parts.length - 1 ? parseIpv4(part) : null;
    if (v4 !== null) groups.push((v4[0]! << 8) | v4[1]!, (v4[2]! << 8) | v4[3]!);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(parseInt(part, 16));
    else return null;
  }
  return groups;
}
