import { isDeepStrictEqual } from 'node:util';
import type { FieldConflict } from '../contract/problems.js';

/** A part of a setting that two people changed differently. `part` is a row's code or a key; empty: the whole value. */
export type PartConflict = Pick<FieldConflict, 'base' | 'mine' | 'theirs'> & { part: string };
export type Merged = { ok: true; value: unknown } | { ok: false; conflicts: PartConflict[] };

interface Row {
  code: string;
}

function isTable(value: unknown): value is Row[] {
  return Array.isArray(value) && value.every((row) => typeof row === 'object' && row !== null && 'code' in row);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Parts = ReadonlyMap<string, unknown>;

function partsOf(value: unknown): Parts | null {
  if (isTable(value)) return new Map(value.map((row) => [row.code, row]));
  return isRecord(value) ? new Map(Object.entries(value)) : null;
}

/** The order both want: mine where I moved something, theirs otherwise; rows new to that order come last. */
function orderOf(base: Parts, mine: Parts, theirs: Parts, merged: ReadonlyMap<string, unknown>): string[] {
  const shared = [...base.keys()].filter((key) => mine.has(key));
  const moved = !isDeepStrictEqual(
    [...mine.keys()].filter((key) => base.has(key)),
    shared,
  );
  const first = moved ? mine : theirs;
  const all = [...first.keys(), ...(moved ? theirs : mine).keys()];
  return [...new Set(all)].filter((key) => merged.has(key));
}

/**
 * Joins what I made of a value with what others made of it meanwhile. Rows of a code table and keys of a document
 * are joined one by one; only a part that both changed, to different values, is a conflict.
 */
export function mergeSetting(base: unknown, mine: unknown, theirs: unknown): Merged {
  if (isDeepStrictEqual(base, theirs) || isDeepStrictEqual(mine, theirs)) return { ok: true, value: mine };
  const parts = { base: partsOf(base), mine: partsOf(mine), theirs: partsOf(theirs) };
  if (parts.base === null || parts.mine === null || parts.theirs === null) {
    return { ok: false, conflicts: [{ part: '', base, mine, theirs }] };
  }
  const merged = new Map<string, unknown>();
  const conflicts: PartConflict[] = [];
  for (const part of new Set([...parts.base.keys(), ...parts.mine.keys(), ...parts.theirs.keys()])) {
    const [was, own, other] = [parts.base.get(part), parts.mine.get(part), parts.theirs.get(part)];
    const iChanged = !isDeepStrictEqual(was, own);
    if (iChanged && !isDeepStrictEqual(was, other) && !isDeepStrictEqual(own, other)) {
      conflicts.push({ part, base: was ?? null, mine: own ?? null, theirs: other ?? null });
    }
    const kept = iChanged ? own : other;
    if (kept !== undefined) merged.set(part, kept);
  }
  if (conflicts.length > 0) return { ok: false, conflicts };
  const keys = orderOf(parts.base, parts.mine, parts.theirs, merged);
  const entries = keys.map((key) => [key, merged.get(key)] as const);
  return { ok: true, value: isTable(mine) ? entries.map(([, row]) => row) : Object.fromEntries(entries) };
}
