import { existsSync } from 'node:fs';
import { z } from 'zod';
import { addressList } from './address-list.js';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const PORT_RULE = 'must be a number from 0 to 65535, where 0 takes a free port';

function url(...schemes: string[]): z.ZodString {
  const starts = schemes.map((scheme) => `${scheme}://`);
  return z.string().refine((value) => URL.canParse(value) && starts.some((start) => value.startsWith(start)), {
    error: `must be a URL that begins with ${starts.join(' or ')}`,
  });
}

/** Links and the origin check of the socket are built on it, where a path or a query would be lost without a word. */
function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, origin, href } = new URL(value);
  return ['http:', 'https:'].includes(protocol) && href === `${origin}/`;
}

const origin = z
  .string()
  .refine(isOrigin, 'must be an origin that begins with http:// or https://, such as https://people.example.org')
  .transform((value) => new URL(value).origin);

const LDAPS_RULE =
  'must be URLs that begin with ldaps://, separated by spaces (ldap:// is not offered, with StartTLS or without: the service password could be read on its way)';

function areLdaps(urls: readonly string[]): boolean {
  return (
    urls.length > 0 &&
    urls.every((given) => {
      if (!URL.canParse(given)) return false;
      const { protocol, hostname, username, pathname, search } = new URL(given);
      return (
        protocol === 'ldaps:' && hostname !== '' && username === '' && ['', '/'].includes(pathname) && search === ''
      );
    })
  );
}

function filter(...placeholders: string[]): z.ZodString {
  const named = placeholders.map((name) => `{{${name}}}`);
  return z.string().refine((value) => /^\(.*\)$/su.test(value) && named.some((name) => value.includes(name)), {
    error: `must be a search filter in parentheses with ${named.join(' or ')} in it`,
  });
}

const TIMEOUT_RULE = 'must be a number of milliseconds from 100 to 10000';
const timeout = z
  .string()
  .regex(/^\d+$/u, TIMEOUT_RULE)
  .transform(Number)
  .pipe(z.number().min(100, TIMEOUT_RULE).max(10_000, TIMEOUT_RULE));

const ldap = {
  LDAP_URL: z
    .string()
    .transform((value) => value.trim().split(/\s+/u))
    .refine(areLdaps, LDAPS_RULE)
    .optional(),
  LDAP_BIND_DN: z.string().optional(),
  LDAP_BIND_PASSWORD: z.string().optional(),
  LDAP_SEARCH_BASE: z.string().optional(),
  LDAP_SEARCH_FILTER: filter('username').optional(),
  LDAP_GROUP_BASE: z.string().optional(),
  LDAP_GROUP_FILTER: filter('dn', 'username').optional(),
  LDAP_CA_FILE: z.string().refine(existsSync, 'must name a file that exists').optional(),
  LDAP_CONNECT_TIMEOUT_MS: timeout.optional(),
  LDAP_TIMEOUT_MS: timeout.optional(),
};

// Both or none: behind a proxy that is not trusted everybody seems to come from this machine, so no address is a default.
const lastResort = { LAST_RESORT_ACCOUNT: z.string().optional(), LAST_RESORT_FROM: addressList.optional() };

const LDAP_REQUIRED = ['LDAP_URL', 'LDAP_BIND_DN', 'LDAP_BIND_PASSWORD', 'LDAP_SEARCH_BASE'] as const;

/** Every variable the portal reads; those set to nothing are left out before. */
export const settings = z
  .object({
    HOST: z.string().default('127.0.0.1'),
    PORT: z.string().regex(/^\d+$/u, PORT_RULE).transform(Number).pipe(z.number().max(65_535, PORT_RULE)).default(3000),
    PUBLIC_URL: origin.optional(),
    TRUSTED_PROXIES: addressList.optional(),
    ...lastResort,
    DATA_DIR: z.string().optional(),
    DATABASE_URL: url('postgres', 'postgresql').optional(),
    REDIS_URL: url('redis', 'rediss').optional(),
    SMTP_URL: url('smtp', 'smtps').optional(),
    ...ldap,
    LOG_LEVEL: z.enum(LEVELS, `must be one of ${LEVELS.join(', ')}`).default('info'),
    DEMO_PASSWORD: z.string().min(8, 'must have at least 8 characters').optional(),
  })
  .superRefine((given, context) => {
    const halves = Object.keys(lastResort) as (keyof typeof lastResort)[];
    const missing = halves.filter((name) => given[name] === undefined);
    if (missing.length !== 1) return;
    context.addIssue({ code: 'custom', path: missing, message: 'must be set when the other LAST_RESORT variable is' });
  })
  .superRefine((given, context) => {
    const names = Object.keys(ldap) as (keyof typeof ldap)[];
    if (names.every((name) => given[name] === undefined)) return;
    for (const name of LDAP_REQUIRED.filter((required) => given[required] === undefined)) {
      context.addIssue({ code: 'custom', path: [name], message: 'must be set when another LDAP variable is' });
    }
  });
