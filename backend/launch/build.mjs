import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exitWith, runOrThrow, step } from './child.mjs';
import { exclusively } from './exclusively.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot, ROOT } from './paths.mjs';
import { findNode } from './runtime.mjs';
import { stampOf } from './stamp.mjs';

const HALVES = {
  backend: {
    sources: ['backend/src', 'tsconfig.json', 'nest-cli.json', 'package-lock.json'],
    outputs: ['dist/backend/main.js'],
    program: ['node_modules/@nestjs/cli/bin/nest.js', 'build'],
    cwd: ROOT,
  },
  frontend: {
    // Named one by one: the message compiler writes files of its own beside its settings.
    sources: [
      'frontend/src',
      'frontend/messages',
      'frontend/static',
      'frontend/project.inlang/settings.json',
      'frontend/vite.config.ts',
      'frontend/tsconfig.json',
      'backend/src/contract',
      'package-lock.json',
    ],
    // Checks read what the build leaves beside the sources.
    outputs: ['dist/frontend', 'frontend/.svelte-kit'],
    program: ['node_modules/vite/bin/vite.js', 'build'],
    cwd: inRoot('frontend'),
  },
};

const stampFile = (half) => inRoot('dist', `.${half}.stamp`);

function isStale(half) {
  const { sources, outputs } = HALVES[half];
  const wanted = [...outputs.map((output) => inRoot(output)), stampFile(half)];
  return !wanted.every((path) => existsSync(path)) || readFileSync(stampFile(half), 'utf8') !== stampOf(sources);
}

async function build(half) {
  const { sources, program, cwd } = HALVES[half];
  // Taken before: an edit during the build must count as one.
  const stamp = stampOf(sources);
  rmSync(stampFile(half), { force: true });
  const [script, ...args] = program;
  await runOrThrow(findNode(), [inRoot(script), ...args], { cwd });
  writeFileSync(stampFile(half), stamp);
}

/** Builds those of the halves whose sources changed since their last build. */
export async function ensureBuilt(halves = Object.keys(HALVES)) {
  if (!halves.some(isStale)) return;
  await exclusively(async () => {
    const stale = halves.filter(isStale);
    if (stale.length === 0) return;
    await step(`Building the ${stale.join(' and the ')}`, async () => {
      // Both end before anything is thrown: this process must not leave a builder behind.
      const results = await Promise.allSettled(stale.map(build));
      const failure = results.find((result) => result.status === 'rejected');
      if (failure !== undefined) throw failure.reason;
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureInstalled()
    .then(() => ensureBuilt())
    .catch(exitWith);
}
