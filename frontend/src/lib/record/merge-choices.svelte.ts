import { SvelteMap } from 'svelte/reactivity';
import type { FieldConflict } from '#contract/problems.ts';
import type { FieldValue, SettableField } from '#contract/users.ts';
import type { Choice } from './draft.ts';
import { listOf } from './draft-rows.ts';
import { asFieldValue, isSettable, refusal } from './field-value.ts';

export type Side = 'mine' | 'theirs' | 'own';

export interface MergeRow {
  /** A field, a row of a list (`phones:<id>`) or the mark of a list (`phones.preferred`). */
  readonly target: string;
  /** Null for a row, which is taken whole. */
  readonly field: SettableField | null;
  readonly conflict: FieldConflict;
  /** What this person typed last, which may be newer than what the refused save carried. */
  readonly mine: unknown;
}

function rowOf(conflict: FieldConflict, mineOf: (field: SettableField) => FieldValue): MergeRow[] {
  const target = conflict.field;
  if (isSettable(target)) return [{ target, field: target, conflict, mine: mineOf(target) }];
  return listOf(target) === null ? [] : [{ target, field: null, conflict, mine: conflict.mine }];
}

/** The decisions of one merge view, one by one. Nothing is decided until the person decides it. */
export class MergeChoices {
  readonly rows: readonly MergeRow[];
  readonly #sides = new SvelteMap<string, Side>();
  readonly #texts = new SvelteMap<string, FieldValue>();

  constructor(conflicts: readonly FieldConflict[], mineOf: (field: SettableField) => FieldValue) {
    this.rows = conflicts.flatMap((conflict) => rowOf(conflict, mineOf));
    for (const { target, mine } of this.rows) this.#texts.set(target, asFieldValue(mine));
  }

  side(target: string): Side | null {
    return this.#sides.get(target) ?? null;
  }

  choose(target: string, side: Side): void {
    this.#sides.set(target, side);
  }

  chooseAll(side: 'mine' | 'theirs'): void {
    for (const { target } of this.rows) this.#sides.set(target, side);
  }

  text(target: string): FieldValue {
    return this.#texts.get(target) ?? null;
  }

  type(target: string, value: FieldValue): void {
    this.#texts.set(target, value);
    this.#sides.set(target, 'own');
  }

  error(target: string): string | null {
    if (this.side(target) !== 'own' || !isSettable(target)) return null;
    return refusal(target, this.text(target));
  }

  get complete(): boolean {
    return this.rows.every(({ target }) => this.side(target) !== null && this.error(target) === null);
  }

  /** For the draft, once everything is decided. */
  get choices(): ReadonlyMap<string, Choice> {
    return new Map(this.rows.map((row): [string, Choice] => [row.target, this.#choice(row)]));
  }

  #choice({ target, field, conflict, mine }: MergeRow): Choice {
    const side = this.side(target);
    if (side === 'theirs' || side === null) return { take: 'theirs' };
    if (field === null) return { take: 'mine' };
    if (side === 'own') return { take: 'value', value: this.text(target) };
    return { take: 'value', value: asFieldValue(mine) ?? asFieldValue(conflict.mine) };
  }
}
