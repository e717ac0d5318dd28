import { RE2JS, RE2JSException } from 're2js';
import { LONGEST_PATTERN } from '../contract/setting-parameters.js';

/**
 * Regular expressions that administrators write. The engine is RE2's: its time is linear in pattern and value, so
 * no pattern can hang the server (F63). The price is that look-around and back-references are refused.
 */

/** Instructions a pattern may compile to; with values as long as a field this is a few milliseconds at worst. */
const MOST_INSTRUCTIONS = 1500;
/** Longer than any field a pattern is for; matching takes time in proportion. */
const LONGEST_VALUE = 1000;
const MOST_KEPT = 64;

export type Compiled =
  | { ok: true; regex: RE2JS }
  | { ok: false; code: 'text.too-long' | 'pattern.invalid' | 'pattern.too-large'; reason: string };

const kept = new Map<string, Compiled>();

/** A pattern, compiled once; the least recently used is forgotten. */
export function compilePattern(source: string): Compiled {
  const known = kept.get(source);
  if (known !== undefined) kept.delete(source);
  const compiled = known ?? compile(source);
  if (source.length <= LONGEST_PATTERN) kept.set(source, compiled);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return compiled;
}

/**
 * Does the value as a whole match, as `String.matches` of Java does, which the parameters were written for? A null
 * pattern restricts nothing. A pattern that cannot be compiled never gets here past saving; it would match nothing.
 */
export function matches(pattern: string | null, value: string): boolean {
  if (pattern === null) return true;
  if (value.length > LONGEST_VALUE) return false;
  const compiled = compilePattern(pattern);
  return compiled.ok && compiled.regex.testExact(value);
}

const TOO_LARGE = { ok: false, code: 'pattern.too-large', reason: '' } as const;

function compile(source: string): Compiled {
  if (source.length > LONGEST_PATTERN) return { ok: false, code: 'text.too-long', reason: '' };
  // Estimated first: to expand a thousand letters a thousand times takes seconds by itself.
  if (estimateSize(source) > MOST_INSTRUCTIONS) return TOO_LARGE;
  try {
    const regex = RE2JS.compile(source);
    return regex.programSize() > MOST_INSTRUCTIONS ? TOO_LARGE : { ok: true, regex };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { ok: false, code: 'pattern.invalid', reason: error.message.replace(/^error parsing regexp: /, '') };
  }
}

const REPEAT = /\{(\d+)(?:,(\d*))?\}/y;

/** Where the character class that begins at `from` ends: a `]` right at its beginning is a member of it. */
function endOfClass(source: string, from: number): number {
  let at = from + (source[from + 1] === '^' ? 2 : 1);
  if (source[at] === ']') at += 1;
  while (at < source.length && source[at] !== ']') {
    const posix = source.startsWith('[:', at) ? source.indexOf(':]', at + 2) : -1;
    if (posix !== -1) at = posix + 2;
    else at += source[at] === '\\' ? 2 : 1;
  }
  return at + 1;
}

/** At least how many instructions the pattern becomes when its counted repetitions are written out. */
export function estimateSize(source: string): number {
  const outer: { total: number; last: number }[] = [];
  let level = { total: 0, last: 0 };
  const add = (size: number): void => {
    level = { total: level.total + size, last: size };
  };
  for (let at = 0; at < source.length;) {
    REPEAT.lastIndex = at;
    const repeat = REPEAT.exec(source);
    if (repeat !== null) {
      const times = Math.max(1, Number(repeat[1]), Number(repeat[2] ?? 0));
      level = { total: level.total + level.last * (times - 1), last: level.last * times };
      at = REPEAT.lastIndex;
      continue;
    }
    const letter = source[at];
    const next = letter === '[' ? endOfClass(source, at) : at + (letter === '\\' ? 2 : 1);
    if (letter === '(') {
      outer.push(level);
      level = { total: 0, last: 0 };
    } else if (letter === ')') {
      const inner = level.total;
      level = outer.pop() ?? { total: 0, last: 0 };
      add(inner + 2);
    } else add(1);
    at = next;
  }
  return outer.reduce((sum, { total }) => sum + total, level.total);
}
