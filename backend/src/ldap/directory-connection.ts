import { readFileSync } from 'node:fs';
import type { connect, ConnectionOptions } from 'node:tls';
import { Client } from 'ldapts';
import type { Entry, SearchOptions } from 'ldapts';
import type { LdapConfig } from '../platform/config/load-config.js';
import { BoundedSocket } from './bounded-socket.js';
import { DirectoryError, toDirectoryError, within } from './directory-error.js';
import { fillFilter } from './filter.js';

/** Somebody's entry in the directory. */
export interface DirectoryPerson {
  dn: string;
  name: string;
}

/** A group under both names an administrator may know it by. */
export interface DirectoryGroup {
  dn: string;
  commonName: string;
}

/** Two are as wrong as two hundred thousand. */
const MOST_PERSONS = 2;
const MOST_GROUPS = 500;

/** What TLS trusts: the certificate authority of the institution when one is given, else those Node comes with. */
export function tlsOptions({ caFile }: LdapConfig): ConnectionOptions {
  return {
    minVersion: 'TLSv1.2',
    // The default, said aloud: a process-wide switch must not turn it off.
    rejectUnauthorized: true,
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
  };
}

function firstOf(value: Entry[string] | undefined): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : '';
}

/** A connection on which the service account is bound. Referrals to other servers are never followed. */
export class DirectoryConnection {
  private readonly socket = new BoundedSocket();
  private readonly client: Client;

  private constructor(
    private readonly config: LdapConfig,
    url: string,
  ) {
    const { connectTimeoutMs: connectTimeout, timeoutMs: timeout } = config;
    const createSecureConnection = this.socket.connect as typeof connect;
    this.client = new Client({
      url,
      connectTimeout,
      timeout,
      tlsOptions: tlsOptions(config),
      createSecureConnection,
    });
  }

  /**
   * Connects, binds the service account, works, and closes, all in bounded time.
   * @throws DirectoryError also for a service account the directory refuses
   */
  static async use<T>(config: LdapConfig, url: string, work: (at: DirectoryConnection) => Promise<T>): Promise<T> {
    const connection = new DirectoryConnection(config, url);
    const { client } = connection;
    try {
      await within(config.connectTimeoutMs + config.timeoutMs, client.bind(config.bindDn, config.bindPassword));
      return await work(connection);
    } catch (error) {
      throw toDirectoryError(error);
    } finally {
      // The answer is known; a server that does not hear of the end must not hold anybody up.
      client.unbind().catch(() => undefined);
    }
  }

  /**
   * The one entry that belongs to a name, or null.
   * @throws DirectoryError `several-found` when the filter fits more than one
   */
  async find(name: string): Promise<DirectoryPerson | null> {
    const filter = fillFilter(this.config.searchFilter, { username: name });
    const entries = await this.search(this.config.searchBase, filter, MOST_PERSONS);
    if (entries.length > 1) throw new DirectoryError('several-found');
    const [entry] = entries;
    return entry === undefined ? null : { dn: entry.dn, name };
  }

  /** The groups a person belongs to; null when the portal was not told where groups are. */
  async groupsOf({ dn, name }: DirectoryPerson): Promise<DirectoryGroup[] | null> {
    const { groupBase, groupFilter } = this.config;
    if (groupBase === undefined) return null;
    const entries = await this.search(groupBase, fillFilter(groupFilter, { dn, username: name }), MOST_GROUPS);
    return entries.map((entry) => ({ dn: entry.dn, commonName: firstOf(entry.cn) }));
  }

  private async search(base: string, filter: string, sizeLimit: number): Promise<Entry[]> {
    const { timeoutMs } = this.config;
    const timeLimit = Math.ceil(timeoutMs / 1000);
    const options: SearchOptions = { scope: 'sub', filter, sizeLimit, timeLimit, attributes: ['cn'] };
    try {
      return (await within(timeoutMs, this.client.search(base, options))).searchEntries;
    } catch (error) {
      throw this.socket.isExceeded ? new DirectoryError('too-much', { cause: error }) : toDirectoryError(error);
    }
  }
}
