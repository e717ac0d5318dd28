import { existsSync } from 'node:fs';
import { inRoot } from './paths.mjs';

const OLDEST = [22, 17];

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** A small young generation: memory the server has once taken, it rarely gives back (backend/src/platform/heap.ts). */
export const SERVER_FLAGS = ['--max-semi-space-size=16'];

/**
 * The Node.js that runs the portal and its tools: the one the lock file pins, or the one that runs this where there is
 * none for the platform.
 */
export function findNode() {
  const windows = process.platform === 'win32';
  const folder = inRoot('node_modules', `node-${windows ? 'win' : process.platform}-${process.arch}`, 'bin');
  const pinned = `${folder}/${windows ? 'node.exe' : 'node'}`;
  if (existsSync(pinned)) return pinned;
  if (isNewEnough(process.versions.node)) return process.execPath;
  throw new Error(
    `Rollcall needs Node.js ${OLDEST.join('.')} or newer on this platform, and this is ${process.versions.node}.`,
  );
}
