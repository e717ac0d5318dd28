import type { FieldConflict } from './problems.js';

/** A part of a setting that two people changed differently. `part` is a row's code or a key; empty: the whole value. */
export type PartConflict = Pick<FieldConflict, 'base' | 'mine' | 'theirs'> & { part: string };
export type Merged = { ok: true; value: unknown } | { ok: false; conflicts: PartConflict[] };

/** Are two values the same as JSON? The order of keys says nothing, a key without a value is no key. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  return [...new Set([...left.keys(), ...right.keys()])].every((key) => sameJson(left.get(key), right.get(key)));
}

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
  const moved = !sameJson(
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
 * @param settle whose value a part gets that both changed; without it such parts are conflicts
 */
export function mergeSetting(base: unknown, mine: unknown, theirs: unknown, settle?: 'mine' | 'theirs'): Merged {
  if (sameJson(base, theirs) || sameJson(mine, theirs)) return { ok: true, value: mine };
  const parts = { base: partsOf(base), mine: partsOf(mine), theirs: partsOf(theirs) };
  if (parts.base === null || parts.mine === null || parts.theirs === null) {
    if (settle !== undefined) return { ok: true, value: settle === 'mine' ? mine : theirs };
    return { ok: false, conflicts: [{ part: '', base, mine, theirs }] };
  }
  const merged = new Map<string, unknown>();
  const conflicts: PartConflict[] = [];
  for (const part of new Set([...parts.base.keys(), ...parts.mine.keys(), ...parts.theirs.keys()])) {
    const [was, own, other] = [parts.base.get(part), parts.mine.get(part), parts.theirs.get(part)];
    const iChanged = !sameJson(was, own);
    const isClash = iChanged && !sameJson(was, other) && !sameJson(own, other);
    if (isClash && settle === undefined) {
      conflicts.push({ part, base: was ?? null, mine: own ?? null, theirs: other ?? null });
    }
    const kept = iChanged && !(isClash && settle === 'theirs') ? own : other;
    if (kept !== undefined) merged.set(part, kept);
  }
  if (conflicts.length > 0) return { ok: false, conflicts };
  const keys = orderOf(parts.base, parts.mine, parts.theirs, merged);
  const entries = keys.map((key) => [key, merged.get(key)] as const);
  return { ok: true, value: isTable(mine) ? entries.map(([, row]) => row) : Object.fromEntries(entries) };
}
