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

const ldap = {
  LDAP_URL: url('ldaps').optional(),
  LDAP_BIND_DN: z.string().optional(),
  LDAP_BIND_PASSWORD: z.string().optional(),
  LDAP_SEARCH_BASE: z.string().optional(),
  LDAP_SEARCH_FILTER: z.string().optional(),
  LDAP_CA_FILE: z.string().optional(),
};

const LDAP_REQUIRED = ['LDAP_URL', 'LDAP_BIND_DN', 'LDAP_BIND_PASSWORD', 'LDAP_SEARCH_BASE'] as const;

/** Every variable the portal reads; those set to nothing are left out before. */
export const settings = z
  .object({
    HOST: z.string().default('127.0.0.1'),
    PORT: z.string().regex(/^\d+$/u, PORT_RULE).transform(Number).pipe(z.number().max(65_535, PORT_RULE)).default(3000),
    PUBLIC_URL: origin.optional(),
    TRUSTED_PROXIES: addressList.optional(),
    DATA_DIR: z.string().optional(),
    DATABASE_URL: url('postgres', 'postgresql').optional(),
    REDIS_URL: url('redis', 'rediss').optional(),
    SMTP_URL: url('smtp', 'smtps').optional(),
    ...ldap,
    LOG_LEVEL: z.enum(LEVELS, `must be one of ${LEVELS.join(', ')}`).default('info'),
    DEMO_PASSWORD: z.string().min(8, 'must have at least 8 characters').optional(),
  })
  .superRefine((given, context) => {
    const names = Object.keys(ldap) as (keyof typeof ldap)[];
    if (names.every((name) => given[name] === undefined)) return;
    for (const name of LDAP_REQUIRED.filter((required) => given[required] === undefined)) {
      context.addIssue({ code: 'custom', path: [name], message: 'must be set when another LDAP variable is' });
    }
  });
