import { readFileSync } from 'node:fs';
import { runOrThrow, step } from './child.mjs';
import { exclusively } from './exclusively.mjs';
import { inRoot, ROOT } from './paths.mjs';

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(inRoot(file), 'utf8')).packages;
  } catch {
    return {};
  }
}

/** npm writes its own record into node_modules when an installation is complete: compare that with the lock file. */
function isInstalled() {
  const there = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json')).every(([path, wanted]) => {
    if (path === '') return true;
    const found = there[path];
    // Packages for other platforms are never there.
    if (found === undefined) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/** `npm` as the one that started this, or the one on the path. */
function npm(args) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) return runOrThrow(process.execPath, [cli, ...args], { cwd: ROOT });
  return runOrThrow('npm', args, { cwd: ROOT, shell: process.platform === 'win32' });
}

/** Installs the packages of the lock file unless they are there. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  await exclusively(async () => {
    if (isInstalled()) return;
    await step('Installing packages from the lock file (a minute or so)', () =>
      npm(['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']),
    );
  });
}
