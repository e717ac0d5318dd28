import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';

const RULE = 'must be a list of IP addresses or ranges such as 10.0.0.0/8, parted by commas';

function familyOf(ip: string): 'ipv4' | 'ipv6' {
  return isIPv4(ip) ? 'ipv4' : 'ipv6';
}

function isAddress(address: string): boolean {
  const [ip = '', prefix, ...rest] = address.split('/');
  if (rest.length > 0 || !(isIPv4(ip) || isIPv6(ip))) return false;
  if (prefix === undefined) return true;
  if (!/^\d{1,3}$/u.test(prefix)) return false;
  try {
    new BlockList().addSubnet(ip, Number(prefix), familyOf(ip));
    return true;
  } catch {
    return false;
  }
}

/** IP addresses and ranges (CIDR) of a variable, parted by commas. */
export const addressList = z
  .string()
  .transform((value) => value.split(',').map((part) => part.trim()))
  .refine((addresses) => addresses.every(isAddress), { message: RULE });

/** Tells whether an address is in a list of this kind. What a proxy hands on that is no address at all is in none. */
export function matcherOf(addresses: readonly string[]): (ip: string) => boolean {
  const list = new BlockList();
  for (const address of addresses) {
    const [ip = '', prefix] = address.split('/');
    if (prefix === undefined) list.addAddress(ip, familyOf(ip));
    else list.addSubnet(ip, Number(prefix), familyOf(ip));
  }
  return (ip) => isIP(ip) !== 0 && list.check(ip, familyOf(ip));
}
