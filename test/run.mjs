import { mkdirSync, writeFileSync } from 'node:fs';
import { ensureBuilt } from '../backend/launch/build.mjs';
import { exitWith } from '../backend/launch/child.mjs';
import { ensureInstalled } from '../backend/launch/install.mjs';
import { inRoot } from '../backend/launch/paths.mjs';
import { CHECK_PARTS, runChecks } from './support/checks.mjs';
import { JEST_PARTS, runJest } from './support/jest-run.mjs';
import { ensurePrograms } from './support/system-packages.mjs';

const HELP = `npm test [-- part …] [-- filter …]

Without arguments: every check, then every test; the report is reports/tests.json, which npm run rows reads.

  checks         all of ${CHECK_PARTS.join(', ')}
  ${CHECK_PARTS.join(', ')}
                 one of the checks
  ${JEST_PARTS.join(', ')}
                 one kind of tests
  S025, F01 …    only tests whose names contain it
  path/or.file   only test files whose path contains it (anything with a slash or a dot)

A run with arguments writes its report to reports/part.json.`;

/** What a part reads that a build makes: the portal itself, or what is generated among the sources of the screens. */
const BUILDS = {
  lint: ['frontend'],
  types: ['frontend'],
  unused: ['frontend'],
  unit: ['frontend'],
  integration: ['backend'],
  browser: ['backend', 'frontend'],
};

const ROW = /^[SBF]\d{2,3}$/u;

function parse(argv) {
  const known = [...CHECK_PARTS, ...JEST_PARTS];
  const words = argv.flatMap((word) => (word === 'checks' ? CHECK_PARTS : [word]));
  const parts = words.filter((word) => known.includes(word));
  const rows = words.filter((word) => ROW.test(word));
  const files = words.filter((word) => /[./]/u.test(word));
  const unknown = words.find((word) => ![...parts, ...rows, ...files].includes(word));
  if (unknown !== undefined) throw new Error(`There is no part named ${unknown}; npm test -- --help lists them.`);
  const isFiltered = rows.length + files.length > 0;
  const all = isFiltered ? JEST_PARTS : known;
  return {
    parts: parts.length > 0 ? parts : all,
    filters: [...(rows.length > 0 ? ['--testNamePattern', `\\b(${rows.join('|')})\\b`] : []), ...files],
    isFiltered,
    isWhole: argv.length === 0,
  };
}

function heading(text) {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(2, 70 - text.length))}`);
}

function countBy(tests, status) {
  return tests.filter((test) => test.status === status).length;
}

function summarise(tests, file) {
  const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map((status) => countBy(tests, status));
  mkdirSync(inRoot('reports'), { recursive: true });
  writeFileSync(inRoot('reports', file), `${JSON.stringify({ passed, failed, skipped, tests }, null, 2)}\n`);
  console.log(`\n${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped`);
  process.exitCode = failed === 0 ? 0 : 1;
}

async function build(parts) {
  const halves = new Set(parts.flatMap((part) => BUILDS[part] ?? []));
  try {
    await ensureBuilt([...halves]);
    return [];
  } catch (error) {
    console.log(error.message);
    return [{ titles: ['the portal builds'], file: 'build', status: 'failed', seconds: 0 }];
  }
}

async function runParts({ parts, filters, isFiltered }) {
  const tests = await build(parts);
  if (tests.length > 0) return tests;
  const checks = parts.filter((part) => CHECK_PARTS.includes(part));
  if (checks.length > 0) {
    heading('checks');
    tests.push(...(await runChecks(checks)));
    if (countBy(tests, 'failed') > 0) return tests;
  }
  for (const part of JEST_PARTS.filter((name) => parts.includes(name))) {
    heading(part);
    tests.push(...(await runJest(part, isFiltered ? ['--passWithNoTests', ...filters] : filters)));
  }
  return tests;
}

async function main(argv) {
  if (argv.includes('--help')) {
    console.log(HELP);
    return;
  }
  const plan = parse(argv);
  await ensureInstalled();
  await ensurePrograms(plan.parts);
  summarise(await runParts(plan), plan.isWhole ? 'tests.json' : 'part.json');
}

await main(process.argv.slice(2)).catch(exitWith);
