import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EmbeddedPostgresError } from './errors.js';
import { mayUse, type UnixUser } from './unprivileged-user.js';

const GROUP_ACCESS = 0o070;
const GROUP_ENTER = 0o010;
const OTHERS_ENTER = 0o001;

function createPrivate(folder: string): string {
  mkdirSync(dirname(folder), { recursive: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return realpathSync(folder);
}

/** Lets the user pass through a folder without listing it, and widens it no further than that. */
function letThrough(folder: string, user: UnixUser): void {
  const { mode, uid } = statSync(folder);
  if ((mode & GROUP_ACCESS) === 0) {
    chownSync(folder, uid, user.gid);
    chmodSync(folder, (mode & 0o7777) | GROUP_ENTER);
  } else {
    chmodSync(folder, (mode & 0o7777) | OTHERS_ENTER);
  }
}

function reachable(folder: string, user: UnixUser): boolean {
  if (mayUse(user, folder)) return true;
  // A private parent stays private: it is not ours to open.
  if (!mayUse(user, dirname(folder))) return false;
  letThrough(folder, user);
  return mayUse(user, folder);
}

/**
 * The folder in which the cluster, its password and its log live: the data folder itself or, when the user PostgreSQL
 * runs as cannot reach that and `allowFallback` is given, a folder below /var/lib named after it.
 *
 * @throws {EmbeddedPostgresError} when the folder cannot be reached
 */
export function prepareHome(
  dataDir: string,
  user: UnixUser | undefined,
  allowFallback: boolean,
  onStep: (message: string) => void,
): string {
  const folder = createPrivate(resolve(dataDir));
  if (user === undefined || reachable(folder, user)) return folder;
  if (!allowFallback) {
    throw new EmbeddedPostgresError(
      `User ${String(user.uid)}, as whom root runs PostgreSQL, cannot reach ${folder} because a folder above it is ` +
        'private: set DATA_DIR to a folder below /var/lib, for example.',
    );
  }
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const fallback = createPrivate(join('/var/lib/rollcall', name));
  if (!reachable(fallback, user)) {
    throw new EmbeddedPostgresError(
      `User ${String(user.uid)}, as whom root runs PostgreSQL, can reach neither ${folder} nor ${fallback}: ` +
        'set DATA_DIR to a folder it can reach.',
    );
  }
  onStep(`The database lives in ${fallback}, since a folder above ${folder} is private to root`);
  return fallback;
}
