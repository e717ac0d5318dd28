import { runSilently } from '../../backend/launch/child.mjs';
import { inRoot, ROOT } from '../../backend/launch/paths.mjs';
import { findNode } from '../../backend/launch/runtime.mjs';

const SVELTE_CHECK = ['svelte-check/bin/svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings'];

/** What is checked without running anything: a name, the part it belongs to, and a script below node_modules. */
const CHECKS = [
  { name: 'lint', part: 'lint', program: ['eslint/bin/eslint.js', '.', '--max-warnings', '0'] },
  { name: 'types of the backend', part: 'types', program: ['typescript/bin/tsc', '--noEmit'] },
  { name: 'types of the tests', part: 'types', program: ['typescript/bin/tsc', '-p', 'test'] },
  { name: 'types of the screens', part: 'types', program: SVELTE_CHECK, cwd: inRoot('frontend') },
  { name: 'format', part: 'format', program: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
  {
    name: 'dependency rules',
    part: 'rules',
    program: ['dependency-cruiser/bin/dependency-cruiser.mjs', 'backend', 'frontend/src', 'test'],
  },
  { name: 'unused code', part: 'unused', program: ['knip/bin/knip.js', '--no-progress'] },
];

export const CHECK_PARTS = [...new Set(CHECKS.map((check) => check.part))];

/** Enough to keep two cores busy; a typed lint alone takes a gigabyte. */
const AT_ONCE = 2;

async function run({ name, program: [script, ...args], cwd = ROOT }) {
  const begin = performance.now();
  const { code, output } = await runSilently(findNode(), [inRoot('node_modules', script), ...args], { cwd });
  const seconds = (performance.now() - begin) / 1000;
  console.log(`${code === 0 ? 'passed' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s)`);
  if (code !== 0) console.log(output);
  return { titles: [name], file: 'checks', status: code === 0 ? 'passed' : 'failed', seconds };
}

/** Runs the checks of these parts, all of them even when one fails, and returns their results as tests. */
export async function runChecks(parts) {
  const waiting = CHECKS.filter((check) => parts.includes(check.part));
  const results = [];
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) results.push(await run(check));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}
