import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Config, LdapConfig } from '../platform/config/load-config.js';
import { LOGGER } from '../platform/log/logger.js';
import { ProblemError } from '../platform/http/problem.js';
import { CONFIG } from '../platform/platform.module.js';
import { DirectoryConnection } from './directory-connection.js';
import type { DirectoryGroup } from './directory-connection.js';
import { toDirectoryError, within } from './directory-error.js';
import type { PasswordOutcome } from './password-check.js';
import { checkPassword } from './password-check.js';

/**
 * `not-allowed` when the directory does not know the person, or lets them in with no password at all; `groups` is null
 * when the directory was not asked, or did not say.
 */
type DirectoryAnswer =
  { outcome: Exclude<PasswordOutcome, 'right'> } | { outcome: 'right'; groups: DirectoryGroup[] | null };

/** How many may wait for the directory at once: a mute one must not gather everybody. */
const MOST_WAITING = 100;
/** How long one answer may take over all servers; the lockout counts a try as lost after thirty seconds. */
const PATIENCE_MS = 20_000;

/** The institution's directory: whether a password is right, asked of the first server that answers. */
@Injectable()
export class DirectoryService {
  /** The server that answered last is asked first, so that a dead one costs its time-out once. */
  private lastGood = 0;
  private waiting = 0;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  get isConfigured(): boolean {
    return this.config.ldap !== undefined;
  }

  /**
   * Does what is going to ask the directory, unless too many are at it: those in the line of one account count too.
   * @throws ProblemError `sign-in.directory-unavailable` at once when they are
   */
  async admit<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting >= MOST_WAITING) throw new ProblemError('sign-in.directory-unavailable');
    this.waiting += 1;
    try {
      return await work();
    } finally {
      this.waiting -= 1;
    }
  }

  /**
   * Checks somebody's password.
   * @param name as the record has it, not as it was typed
   * @throws ProblemError `sign-in.directory-unavailable` when no server could say
   */
  async check(name: string, password: string): Promise<DirectoryAnswer> {
    const { ldap } = this.config;
    if (ldap === undefined) throw new ProblemError('sign-in.directory-unavailable');
    try {
      return await within(
        PATIENCE_MS,
        this.ask(ldap, (url) => this.checkAt(ldap, url, name, password)),
      );
    } catch (error) {
      throw new ProblemError('sign-in.directory-unavailable', {}, { cause: error });
    }
  }

  /** Can a server be reached and does it let the service account in? */
  async isWell(): Promise<boolean> {
    const { ldap } = this.config;
    if (ldap === undefined) return true;
    return this.ask(ldap, (url) => DirectoryConnection.use(ldap, url, () => Promise.resolve(true))).catch(() => false);
  }

  private async checkAt(ldap: LdapConfig, url: string, name: string, password: string): Promise<DirectoryAnswer> {
    return DirectoryConnection.use(ldap, url, async (connection) => {
      const person = await connection.find(name);
      if (person === null) return { outcome: 'not-allowed' };
      const outcome = await checkPassword(ldap, url, person.dn, password);
      if (outcome !== 'right') return { outcome };
      // Somebody whose groups cannot be read comes in with the roles they have.
      const groups = await connection.groupsOf(person).catch((error: unknown) => {
        this.log.warn({ err: error, server: url }, 'the groups of somebody could not be read');
        return null;
      });
      return { outcome, groups };
    });
  }

  private async ask<T>({ urls }: LdapConfig, work: (url: string) => Promise<T>): Promise<T> {
    const first = this.lastGood;
    let trouble: unknown;
    for (const at of urls.keys()) {
      const server = (first + at) % urls.length;
      try {
        const answer = await work(urls[server] ?? '');
        this.lastGood = server;
        return answer;
      } catch (error) {
        const { reason } = toDirectoryError(error);
        this.log.warn({ server: urls[server], reason }, 'the directory did not answer a question');
        trouble = error;
      }
    }
    throw trouble;
  }
}
