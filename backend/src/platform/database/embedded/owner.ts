import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataDirInUseError, errorCode } from './errors.js';
import { processFacts } from './processes.js';

/** Creates the file whole or not at all; false when it exists. */
function createWhole(file: string, content: string): boolean {
  const draft = `${file}.${String(process.pid)}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readOrUndefined(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The pid in the claim when that very process, not a later one with the same pid, still lives. */
function livingOwner(claim: string): number | undefined {
  const [pid, started] = claim.split('\n');
  const facts = processFacts(Number(pid));
  return facts !== undefined && facts.started === started ? Number(pid) : undefined;
}

/** Moves a dead owner's claim away. Two starters may both see it, so what was moved is looked at again. */
function removeStale(file: string, stale: string): void {
  const aside = `${file}.stale.${String(process.pid)}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  const moved = readFileSync(aside, 'utf8');
  if (moved !== stale) createWhole(file, moved);
  rmSync(aside, { force: true });
}

/**
 * Claims a data folder for this process by `owner.pid`; a claim whose process is dead is taken over.
 *
 * @returns a function that gives the folder up again
 * @throws {DataDirInUseError} when a live process owns the folder
 */
export function claimFolder(folder: string): () => void {
  const file = join(folder, 'owner.pid');
  const claim = `${String(process.pid)}\n${processFacts(process.pid)?.started ?? ''}\n`;
  while (!createWhole(file, claim)) {
    const other = readOrUndefined(file);
    if (other === undefined) continue;
    const pid = livingOwner(other);
    if (pid !== undefined) throw new DataDirInUseError(folder, pid);
    removeStale(file, other);
  }
  return () => {
    rmSync(file, { force: true });
  };
}
