import { SvelteMap } from 'svelte/reactivity';
import type { FieldConflict } from '#contract/problems.ts';
import type { FieldName, FieldValue } from '#contract/users.ts';
import type { Choice } from './draft.ts';
import { asFieldValue, isFieldName, refusal } from './field-value.ts';

export type Side = 'mine' | 'theirs' | 'own';

export interface MergeRow {
  readonly field: FieldName;
  readonly conflict: FieldConflict;
  /** What this person typed last, which may be newer than what the refused save carried. */
  readonly mine: FieldValue;
}

/** The decisions of one merge view, field by field. Nothing is decided until the person decides it. */
export class MergeChoices {
  readonly rows: readonly MergeRow[];
  readonly #sides = new SvelteMap<FieldName, Side>();
  readonly #texts = new SvelteMap<FieldName, FieldValue>();

  constructor(conflicts: readonly FieldConflict[], mineOf: (field: FieldName) => FieldValue) {
    this.rows = conflicts.flatMap((conflict) =>
      isFieldName(conflict.field) ? [{ field: conflict.field, conflict, mine: mineOf(conflict.field) }] : [],
    );
    for (const { field, mine } of this.rows) this.#texts.set(field, mine);
  }

  side(field: FieldName): Side | null {
    return this.#sides.get(field) ?? null;
  }

  choose(field: FieldName, side: Side): void {
    this.#sides.set(field, side);
  }

  chooseAll(side: 'mine' | 'theirs'): void {
    for (const { field } of this.rows) this.#sides.set(field, side);
  }

  text(field: FieldName): FieldValue {
    return this.#texts.get(field) ?? null;
  }

  type(field: FieldName, value: FieldValue): void {
    this.#texts.set(field, value);
    this.#sides.set(field, 'own');
  }

  error(field: FieldName): string | null {
    return this.side(field) === 'own' ? refusal(field, this.text(field)) : null;
  }

  get complete(): boolean {
    return this.rows.every(({ field }) => this.side(field) !== null && this.error(field) === null);
  }

  /** For the draft, once every field is decided. */
  get choices(): ReadonlyMap<string, Choice> {
    return new Map(
      this.rows.map(({ field, conflict, mine }): [string, Choice] => {
        const side = this.side(field);
        if (side === 'own') return [field, { take: 'value', value: this.text(field) }];
        if (side === 'mine') return [field, { take: 'value', value: mine ?? asFieldValue(conflict.mine) }];
        return [field, { take: 'theirs' }];
      }),
    );
  }
}
