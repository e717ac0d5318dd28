import type { IncomingMessage } from 'node:http';
import Strategy from 'passport-ldapauth';
import type { LdapConfig } from '../platform/config/load-config.js';
import { tlsOptions } from './directory-connection.js';
import { DirectoryError, toDirectoryError, within } from './directory-error.js';

const GONE = 'gone';
const HELD = 'held';

// What a directory says of somebody it does not let in for another reason than the password.
const MESSAGES = {
  noSuchObject: GONE,
  constraintViolation: HELD,
  accountDisabled: HELD,
  accountExpired: HELD,
  accountLockedOut: HELD,
  invalidLogonHours: HELD,
  invalidWorkstation: HELD,
  passwordExpired: HELD,
  passwordMustChange: HELD,
};
// inappropriateAuthentication, insufficientAccessRights and unwillingToPerform of RFC 4511: the entry has no password,
// may not bind, or is held back by the directory's policy.
const HELD_CODES: readonly unknown[] = [48, 50, 53];

/** `not-allowed` when the directory does not let the person in whatever the password. */
export type PasswordOutcome = 'right' | 'wrong' | 'not-allowed';

/** What the library is to answer, of all that passport has to do with a request. */
interface Outcome {
  success: () => void;
  fail: (challenge: { message?: string } | undefined) => void;
  error: (error: unknown) => void;
}

/**
 * Is this the password of the entry? Asked by passport-ldapauth, which gets nothing to look up and no request to read:
 * its search is told the one entry, so that no name reaches its filter, and the password is handed over as the string it
 * is.
 * A strategy of its own for each question, outside passport's registry, which portals in one process would share.
 * @param dn the entry, which the service account has found
 * @throws DirectoryError when the directory did not say
 */
export async function checkPassword(
  config: LdapConfig,
  url: string,
  dn: string,
  password: string,
): Promise<PasswordOutcome> {
  // An empty password is an anonymous bind, which many directories grant (F87).
  if (password === '') return 'wrong';
  const { connectTimeoutMs: connectTimeout, timeoutMs: timeout } = config;
  const answer = new Promise<PasswordOutcome>((resolve, reject) => {
    const strategy = new Strategy({
      server: {
        url,
        bindDN: config.bindDn,
        bindCredentials: config.bindPassword,
        searchBase: dn,
        searchScope: 'base',
        searchFilter: '(objectClass=*)',
        searchAttributes: ['dn'],
        strictDN: false,
        connectTimeout,
        timeout,
        tlsOptions: tlsOptions(config),
      },
      credentialsLookup: () => ({ username: dn, password }),
    });
    // The library may report a failed connection twice; a promise hears the first report alone.
    const outcome: Outcome = {
      success: () => {
        resolve('right');
      },
      fail: (challenge) => {
        if (challenge?.message === GONE) reject(new DirectoryError('base-missing'));
        else resolve(challenge?.message === HELD ? 'not-allowed' : 'wrong');
      },
      error: (error) => {
        if (HELD_CODES.includes((error as { code?: unknown }).code)) resolve('not-allowed');
        else reject(toDirectoryError(error));
      },
    };
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it reads nothing of a request
    Object.assign(strategy, outcome).authenticate({} as IncomingMessage, MESSAGES);
  });
  try {
    return await within(connectTimeout + 3 * timeout, answer);
  } catch (error) {
    throw toDirectoryError(error);
  }
}
