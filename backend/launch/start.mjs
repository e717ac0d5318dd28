import { ensureBuilt } from './build.mjs';
import { exitWith, runProgram } from './child.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot, ROOT } from './paths.mjs';
import { findNode, SERVER_FLAGS } from './runtime.mjs';

const PARENT_POLL_MS = 500;
const NPM = process.ppid;

/** npm killed outright forwards nothing, and the portal must not stay behind on its port. */
function stopWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const watch = setInterval(() => {
    if (process.ppid === NPM) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, PARENT_POLL_MS);
}

async function start() {
  await ensureInstalled();
  await ensureBuilt();
  const main = [...SERVER_FLAGS, '--enable-source-maps', inRoot('dist/backend/main.js'), ...process.argv.slice(2)];
  process.exit(await runProgram(findNode(), main, { cwd: ROOT, onChild: stopWithNpm }));
}

await start().catch(exitWith);
