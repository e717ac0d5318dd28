import { ensureBuilt } from './build.mjs';
import { exitWith, runProgram } from './child.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot, ROOT } from './paths.mjs';
import { findNode } from './runtime.mjs';

async function start() {
  await ensureInstalled();
  await ensureBuilt();
  const main = ['--enable-source-maps', inRoot('dist/backend/main.js'), ...process.argv.slice(2)];
  process.exit(await runProgram(findNode(), main, { cwd: ROOT }));
}

await start().catch(exitWith);
