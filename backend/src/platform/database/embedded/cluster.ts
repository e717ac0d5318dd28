import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Binaries } from './binaries.js';
import { EmbeddedPostgresError } from './errors.js';
import type { UnixUser } from './unprivileged-user.js';

export const SUPERUSER = 'rollcall';

/** A PostgreSQL data directory and the password of its superuser. */
export interface Cluster {
  folder: string;
  password: string;
}

/** PostgreSQL sees this environment alone: PGDATA, PGPORT, TZ and the like of the caller must not reach it. */
export const POSTGRES_ENVIRONMENT = { LC_ALL: 'C.UTF-8', PATH: '/usr/bin:/bin' };

function giveTo(user: UnixUser | undefined, path: string): void {
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}

function runInitdb(program: string, args: string[], folder: string, user: UnixUser | undefined): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      ...user,
      cwd: folder,
      env: POSTGRES_ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0) done();
      else fail(new EmbeddedPostgresError(`initdb ended with code ${String(code)}: ${complaint.trim()}`));
    });
  });
}

/** Built beside its place and renamed, so that a start cut short leaves nothing that looks like a cluster. */
async function createCluster(home: string, folder: string, password: string, options: ClusterOptions): Promise<void> {
  const draft = `${folder}.new`;
  const passwordFile = join(home, 'initdb-password');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  giveTo(options.user, draft);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  giveTo(options.user, passwordFile);
  const args = ['-D', draft, '-U', SUPERUSER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '-E', 'UTF8'];
  args.push('--locale-provider=icu', '--icu-locale=und', '--locale=C.UTF-8', '--no-instructions');
  if (!options.fsync) args.push('--no-sync');
  try {
    await runInitdb(options.binaries.initdb, args, draft, options.user);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, folder);
}

export interface ClusterOptions {
  binaries: Binaries;
  user: UnixUser | undefined;
  fsync: boolean;
  onStep: (message: string) => void;
}

/**
 * The cluster in `home`, created on the first start with a generated password that `postgres-password` (0600) keeps.
 *
 * @throws {EmbeddedPostgresError} when initdb fails or the password file of an existing cluster is gone
 */
export async function openCluster(home: string, options: ClusterOptions): Promise<Cluster> {
  const folder = join(home, 'postgres');
  const passwordFile = join(home, 'postgres-password');
  if (!existsSync(folder)) {
    options.onStep('Creating the database');
    const password = randomBytes(24).toString('base64url');
    writeFileSync(passwordFile, password, { mode: 0o600 });
    await createCluster(home, folder, password, options);
  }
  if (!existsSync(passwordFile)) {
    throw new EmbeddedPostgresError(`The password file ${passwordFile} of the database in ${folder} is missing.`);
  }
  return { folder, password: readFileSync(passwordFile, 'utf8').trim() };
}
