import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRoot } from './paths.mjs';

const FILE = inRoot('dist', '.lock');
const POLL_MS = 200;
const BEAT_MS = 2_000;
/** A holder whose pid now belongs to somebody else no longer beats. */
const STALE_MS = 20_000;

function tryLock() {
  mkdirSync(inRoot('dist'), { recursive: true });
  try {
    writeFileSync(FILE, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isHeld() {
  try {
    if (Date.now() - statSync(FILE).mtimeMs > STALE_MS) return false;
    const pid = Number(readFileSync(FILE, 'utf8'));
    // An empty file is being written this moment.
    if (pid !== 0) process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function lock() {
  let said = false;
  while (!tryLock()) {
    if (isHeld()) {
      if (!said) process.stdout.write('Waiting for another start or test that prepares this folder\n');
      said = true;
      await sleep(POLL_MS);
    } else {
      rmSync(FILE, { force: true });
    }
  }
}

/** Does work that changes node_modules or dist; a start and a test at the same time take turns. */
export async function exclusively(work) {
  await lock();
  const release = () => rmSync(FILE, { force: true });
  process.once('exit', release);
  const beat = setInterval(() => utimesSync(FILE, new Date(), new Date()), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off('exit', release);
    release();
  }
}
