import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { EmbeddedPostgresError } from './errors.js';

/** Numeric ids for `spawn`; libuv drops every other group on the way. */
export interface UnixUser {
  uid: number;
  gid: number;
}

function lookUp(name: string): UnixUser | undefined {
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/**
 * Whom PostgreSQL runs as: it refuses root, so root drops to `postgres` or `nobody`; anyone else stays who they are.
 *
 * @throws {EmbeddedPostgresError} when this is root and neither user exists
 */
export function postgresUser(): UnixUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const user = lookUp('postgres') ?? lookUp('nobody');
  if (user === undefined) {
    throw new EmbeddedPostgresError(
      'PostgreSQL refuses to run as root and there is no user postgres or nobody: start the portal as an ordinary user.',
    );
  }
  return user;
}

/** Whether the user may run the program, or enter the folder, at this path. */
export function mayUse(user: UnixUser | undefined, path: string): boolean {
  try {
    // The kernel is asked in the user's name: modes alone do not tell, there are parents and access lists.
    if (user === undefined) accessSync(path, constants.X_OK);
    else execFileSync('test', ['-x', path], { ...user, cwd: '/', stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
