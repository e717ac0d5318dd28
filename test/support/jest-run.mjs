import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { runProgram } from '../../backend/launch/child.mjs';
import { inRoot, ROOT } from '../../backend/launch/paths.mjs';
import { findNode } from '../../backend/launch/runtime.mjs';

const PROJECTS = {
  unit: ['unit', 'unit-frontend'],
  integration: ['integration'],
  browser: ['browser', '--runInBand'],
};

export const JEST_PARTS = Object.keys(PROJECTS);

const STATUS = { passed: 'passed', failed: 'failed' };

/** The tests of one test file in jest's report; a file that could not run at all is one failed test. */
function testsOf({ name, status, assertionResults, message }) {
  const file = relative(ROOT, name);
  const tests = assertionResults.map((test) => ({
    titles: [...test.ancestorTitles, test.title],
    file,
    status: STATUS[test.status] ?? 'skipped',
    seconds: (test.duration ?? 0) / 1000,
    ...(test.failureMessages.length > 0 && { failures: test.failureMessages }),
  }));
  if (status === 'failed' && !tests.some((test) => test.status === 'failed')) {
    tests.push({ titles: ['the file runs'], file, status: 'failed', seconds: 0, failures: [message] });
  }
  return tests;
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { success: false, testResults: [] };
  }
}

/** Runs one part of the tests and returns what became of each. */
export async function runJest(part, filters) {
  const report = inRoot('reports', `jest-${part}.json`);
  mkdirSync(inRoot('reports'), { recursive: true });
  const jest = [inRoot('node_modules/jest/bin/jest.js'), '--selectProjects', ...PROJECTS[part]];
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const args = [...flags, ...jest, '--json', `--outputFile=${report}`, ...filters];
  // jest prints its JSON as well, and people read what it says on the other stream.
  const code = await runProgram(findNode(), args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  const tests = readReport(report).testResults.flatMap(testsOf);
  rmSync(report, { force: true });
  if (code !== 0 && !tests.some((test) => test.status === 'failed')) {
    tests.push({ titles: [`the ${part} tests end well`], file: 'jest', status: 'failed', seconds: 0 });
  }
  return tests;
}
