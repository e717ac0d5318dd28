import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';

const RULE = 'must be a list of IP addresses or ranges such as 10.0.0.0/8, parted by commas';

function isAddress(address: string): boolean {
  const [ip = '', prefix, ...rest] = address.split('/');
  if (rest.length > 0 || !(isIPv4(ip) || isIPv6(ip))) return false;
  if (prefix === undefined) return true;
  if (!/^\d{1,3}$/u.test(prefix)) return false;
  try {
    new BlockList().addSubnet(ip, Number(prefix), isIPv4(ip) ? 'ipv4' : 'ipv6');
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
