import { resolve } from 'node:path';
import type { z } from 'zod';
import { ConfigError } from './config-error.js';
import { settings } from './settings.js';

/** Where people of the institution sign in with their own password. */
export interface LdapConfig {
  /** In the order they are asked. Always ldaps: the client library sends the service password in clear text before StartTLS. */
  urls: string[];
  bindDn: string;
  bindPassword: string;
  searchBase: string;
  /** `{{username}}` stands for the primary identifier. */
  searchFilter: string;
  /** Where groups are; without it nobody's groups are read. */
  groupBase: string | undefined;
  /** `{{dn}}` stands for the person's entry. */
  groupFilter: string;
  /** Certificate authority of the servers, when it is not one of those everybody trusts. */
  caFile: string | undefined;
  connectTimeoutMs: number;
  timeoutMs: number;
}

/** The portal's settings, checked. */
export interface Config {
  host: string;
  /** 0 takes a free port. */
  port: number;
  /** Origin under which browsers reach the portal, when it is not the address it listens on. */
  publicUrl: string | undefined;
  /** Addresses of the proxies that may say who the client is (`X-Forwarded-For`); of anybody else it is not believed. */
  trustedProxies: readonly string[];
  /** The account that strangers cannot lock, and the addresses it comes from (docs/decisions/lockout.md). */
  lastResort: { account: string; from: readonly string[] } | undefined;
  /** Absolute path. */
  dataDir: string;
  /** True when DATA_DIR is not set, so that nobody relies on where the data lies. */
  dataDirIsDefault: boolean;
  /** An outside PostgreSQL; without it the embedded one is started in the data folder. */
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  smtpUrl: string | undefined;
  ldap: LdapConfig | undefined;
  logLevel: z.infer<typeof settings>['LOG_LEVEL'];
  demoPassword: string | undefined;
  /** Fill in the sample institution. */
  demo: boolean;
}

function toLdap(given: z.infer<typeof settings>): LdapConfig | undefined {
  const {
    LDAP_URL: urls,
    LDAP_BIND_DN: bindDn,
    LDAP_BIND_PASSWORD: bindPassword,
    LDAP_SEARCH_BASE: searchBase,
  } = given;
  if (urls === undefined || bindDn === undefined || bindPassword === undefined || searchBase === undefined) {
    return undefined;
  }
  return {
    urls,
    bindDn,
    bindPassword,
    searchBase,
    searchFilter: given.LDAP_SEARCH_FILTER ?? '(uid={{username}})',
    groupBase: given.LDAP_GROUP_BASE,
    groupFilter: given.LDAP_GROUP_FILTER ?? '(member={{dn}})',
    caFile: given.LDAP_CA_FILE,
    connectTimeoutMs: given.LDAP_CONNECT_TIMEOUT_MS ?? 3000,
    timeoutMs: given.LDAP_TIMEOUT_MS ?? 5000,
  };
}

function toLastResort(given: z.infer<typeof settings>): Config['lastResort'] {
  const { LAST_RESORT_ACCOUNT: account, LAST_RESORT_FROM: from } = given;
  return account === undefined || from === undefined ? undefined : { account, from };
}

/**
 * Reads the settings from the environment and the command line.
 *
 * @param argv the arguments after the script's name
 * @throws {ConfigError} naming every variable and argument that is wrong, with the reason
 */
export function loadConfig(env: NodeJS.ProcessEnv, argv: readonly string[]): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = settings.safeParse(set);
  const reasons = argv
    .filter((argument) => argument !== '--demo')
    .map((argument) => `The argument ${argument} is unknown; there is --demo alone.`);
  if (!parsed.success) {
    reasons.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`));
  }
  if (!parsed.success || reasons.length > 0) throw new ConfigError(reasons);
  const given = parsed.data;
  return {
    host: given.HOST,
    port: given.PORT,
    publicUrl: given.PUBLIC_URL,
    trustedProxies: given.TRUSTED_PROXIES ?? [],
    lastResort: toLastResort(given),
    dataDir: resolve(given.DATA_DIR ?? 'data'),
    dataDirIsDefault: given.DATA_DIR === undefined,
    databaseUrl: given.DATABASE_URL,
    redisUrl: given.REDIS_URL,
    smtpUrl: given.SMTP_URL,
    ldap: toLdap(given),
    logLevel: given.LOG_LEVEL,
    demoPassword: given.DEMO_PASSWORD,
    demo: argv.includes('--demo'),
  };
}
