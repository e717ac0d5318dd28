import { ROW_SCHEMAS, type ListName, type RowInput } from '#contract/list-rows.ts';
import type { ShownRow } from './draft-rows.ts';

type FormValue = string | boolean | readonly string[];

const BLANK: Record<ListName, Record<string, FormValue>> = {
  emails: { address: '', types: [], description: '', preferred: false, external: false },
  phones: { number: '', types: [], preferred: false, preferredSms: false, external: false },
  addresses: {
    lines: [],
    city: '',
    stateProvince: '',
    postalCode: '',
    country: '',
    note: '',
    startDate: '',
    endDate: '',
    types: [],
    preferred: false,
    external: false,
  },
  identifiers: { type: '', value: '', note: '', active: true, external: false },
  notes: { type: 'OTHER', text: '', userViewable: false, popup: false, external: false },
  roles: { role: '', scope: '', active: true, expiryDate: '' },
};

/** Flags belong to one row; a copy does not take them. Whether it is external is asked anew. */
const NOT_COPIED: ReadonlySet<string> = new Set(['preferred', 'preferredSms', 'external']);

export type FormMode = 'add' | 'duplicate' | 'edit';

function valuesOf(list: ListName, mode: FormMode, row: ShownRow | null): Record<string, FormValue> {
  const given: Record<string, unknown> = { ...row };
  return Object.fromEntries(
    Object.entries(BLANK[list]).map(([name, blank]) => {
      const value = mode === 'duplicate' && NOT_COPIED.has(name) ? blank : (given[name] ?? blank);
      return [name, value as FormValue];
    }),
  );
}

function codeOf(message: string, value: unknown): string {
  // The contract's own refusals are codes; zod's built-in ones are English sentences.
  if (/^[a-z]+(\.[a-z-]+)+$/.test(message)) return value === '' ? 'field.required' : message;
  return value === '' ? 'field.required' : 'field.invalid';
}

/** Empty lines at the end of an address are none. */
function withoutEmptyEnd(value: FormValue | undefined): FormValue | undefined {
  if (!Array.isArray(value)) return value;
  const lines: readonly string[] = value;
  return lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);
}

/** What stands in the dialog of one row. */
export class RowForm {
  readonly list: ListName;
  readonly mode: FormMode;
  #values = $state.raw<Record<string, FormValue>>({});
  #began = $state.raw<Record<string, FormValue>>({});
  #errors = $state.raw<ReadonlyMap<string, string>>(new Map());

  constructor(
    list: ListName,
    mode: FormMode = 'add',
    /** The row to edit or to copy. */
    readonly row: ShownRow | null = null,
    errors: ReadonlyMap<string, string> = new Map(),
  ) {
    this.list = list;
    this.mode = mode;
    this.#began = valuesOf(list, mode, row);
    this.#values = this.#began;
    this.#errors = errors;
  }

  text(name: string): string {
    const value = this.#values[name];
    return typeof value === 'string' ? value : '';
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  texts(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
  }

  set(name: string, value: FormValue): void {
    this.#values = { ...this.#values, [name]: value };
    if (this.#errors.has(name)) this.#errors = new Map([...this.#errors].filter(([field]) => field !== name));
  }

  /** Something stands in the form that did not when it began. */
  get typed(): boolean {
    return JSON.stringify(this.#values) !== JSON.stringify(this.#began);
  }

  /** Code of what is wrong with a field. */
  error(name: string): string | undefined {
    return this.#errors.get(name);
  }

  get hasErrors(): boolean {
    return this.#errors.size > 0;
  }

  /** The row, if the contract takes it; otherwise the errors say why not. */
  submit(): RowInput | null {
    const values = { ...this.#values };
    if (this.list === 'addresses') values.lines = withoutEmptyEnd(values.lines) ?? [];
    const parsed = ROW_SCHEMAS[this.list].safeParse(values);
    if (parsed.success) {
      this.#errors = new Map();
      return parsed.data;
    }
    const errors = new Map<string, string>();
    for (const { path, message } of parsed.error.issues) {
      const name = String(path[0] ?? '');
      if (!errors.has(name)) errors.set(name, codeOf(message, this.#values[name]));
    }
    this.#errors = errors;
    return null;
  }

  /** Empties the form for the next row. */
  clear(): void {
    this.#began = valuesOf(this.list, 'add', null);
    this.#values = this.#began;
    this.#errors = new Map();
  }
}

/** The row as a save carries it: without what the server adds. */
export function inputOf(shown: ShownRow): RowInput {
  const { id: _id, createdBy: _by, createdById: _byId, createdAt: _at, fromDirectory: _from, ...row } = shown;
  return row;
}
