import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Rows of the feature list, S001 to S124: each must be shown by a test. */
const ROWS = Array.from({ length: 124 }, (_, index) => `S${String(index + 1).padStart(3, '0')}`);

const ID = /^(?:S\d{3}|[BF]\d{2,3})$/u;

/** The ids a title begins with: `S025 F01 five wrong …` has two. */
export function idsOf(title) {
  const words = title.split(/[\s,]+/u);
  const end = words.findIndex((word) => !ID.test(word.replace(/:$/u, '')));
  return words.slice(0, end === -1 ? words.length : end).map((word) => word.replace(/:$/u, ''));
}

/**
 * What became of every row, and of every behaviour (B) and fault (F) that a test names, in its own title or in that of a
 * block around it. A row passes when all its tests do; one with a skipped test is missing as long as none fails.
 *
 * @param {{ titles: string[], status: string }[]} tests titles from the outermost block inwards
 * @returns {Record<string, 'passed' | 'failed' | 'missing'>}
 */
export function resultsOf(tests) {
  const statuses = new Map(ROWS.map((id) => [id, new Set()]));
  for (const { titles, status } of tests) {
    for (const id of titles.flatMap(idsOf)) statuses.set(id, (statuses.get(id) ?? new Set()).add(status));
  }
  const resultOf = (seen) => {
    if (seen.has('failed')) return 'failed';
    return seen.has('skipped') || seen.size === 0 ? 'missing' : 'passed';
  };
  return Object.fromEntries([...statuses].map(([id, seen]) => [id, resultOf(seen)]));
}

function readReport() {
  try {
    return JSON.parse(readFileSync(fileURLToPath(new URL('../reports/tests.json', import.meta.url)), 'utf8'));
  } catch {
    process.stderr.write('There is no report in reports/tests.json yet: run npm test first.\n');
    process.exit(1);
  }
}

function print(results) {
  const entries = Object.entries(results).sort(([a], [b]) => a.localeCompare(b));
  const missing = entries.filter(([, result]) => result === 'missing').map(([id]) => id);
  for (const [id, result] of entries) if (result !== 'missing') console.log(`${id} ${result}`);
  for (const id of missing) console.log(`${id} missing`);
  const count = (wanted) => entries.filter(([, result]) => result === wanted).length;
  console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('missing')} missing`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const results = resultsOf(readReport().tests);
  if (process.argv.includes('--json')) console.log(JSON.stringify(results));
  else print(results);
}
