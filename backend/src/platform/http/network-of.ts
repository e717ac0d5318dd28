import { isIP, isIPv6 } from 'node:net';

const GROUPS = 8;
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu;

/**
 * What an address counts for where addresses are counted. Who has one IPv6 address has a network of at least 2^64 of them to
 * come from, so it stands for its /64; any other stands for itself, and
 * whatever a proxy hands on that is no address for `unknown`.
 */
export function networkOf(ip: string): string {
  const mapped = MAPPED.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIP(ip) === 0) return 'unknown';
  if (!isIPv6(ip)) return ip;
  const [front = [], back = []] = ip.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = Array<string>(Math.max(0, GROUPS - front.length - back.length)).fill('0');
  const groups = [...front, ...zeros, ...back].slice(0, GROUPS / 2);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
