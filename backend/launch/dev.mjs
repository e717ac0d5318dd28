import { exitWith, runProgram } from './child.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot, ROOT } from './paths.mjs';
import { findNode } from './runtime.mjs';

/** Portal and screens, each rebuilt as it is edited; both end when one does. */
async function develop() {
  await ensureInstalled();
  const node = findNode();
  const children = [];
  const onChild = (child) => children.push(child);
  const nest = [inRoot('node_modules/@nestjs/cli/bin/nest.js'), 'start', '--watch', '--', ...process.argv.slice(2)];
  const vite = [inRoot('node_modules/vite/bin/vite.js'), 'dev'];
  const code = await Promise.race([
    runProgram(node, nest, { cwd: ROOT, onChild }),
    runProgram(node, vite, { cwd: inRoot('frontend'), onChild }),
  ]);
  for (const child of children) child.kill('SIGTERM');
  process.exitCode = code;
}

await develop().catch(exitWith);
