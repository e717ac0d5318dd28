import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inRoot, ROOT } from './paths.mjs';

/** Made by tools among the sources. */
const GENERATED = new Set(['node_modules', '.svelte-kit', 'paraglide', 'cache']);

const isSource = (name) => !GENERATED.has(name) && !name.startsWith('.') && !name.endsWith('.test.ts');

function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter(isSource)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

/** One hash over names and contents of files and folders: times say nothing after a checkout. */
export function stampOf(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesBelow(inRoot(path)))) {
    const content = readFileSync(file);
    hash.update(`${relative(ROOT, file)}\0${String(content.length)}\0`).update(content);
  }
  return hash.digest('hex');
}
