import { accountTypeSchema } from '#contract/codes.ts';
import { LETTER_FIELDS, letterChoiceSchema, eachLetter } from '#contract/letters.ts';
import { pinSchema } from '#contract/pins.ts';
import { FIELD_NAMES, FIELD_SCHEMAS, type FieldName, type FieldValue, type SettableField } from '#contract/users.ts';

const SCHEMAS = {
  ...FIELD_SCHEMAS,
  accountType: accountTypeSchema,
  pin: pinSchema,
  ...eachLetter(letterChoiceSchema),
};
export const SETTABLE_FIELDS: readonly SettableField[] = [...FIELD_NAMES, 'accountType', 'pin', ...LETTER_FIELDS];

const NULLABLE: ReadonlySet<SettableField> = new Set(
  SETTABLE_FIELDS.filter((field) => SCHEMAS[field].safeParse(null).success),
);

export function isSettable(name: string): name is SettableField {
  return (SETTABLE_FIELDS as readonly string[]).includes(name);
}

export function isFieldName(name: string): name is FieldName {
  return (FIELD_NAMES as readonly string[]).includes(name);
}

/** The value as the server would store it; what the schema refuses stays as it was typed. */
export function normalise(field: SettableField, typed: FieldValue): FieldValue {
  const candidate = typed === '' && NULLABLE.has(field) ? null : typed;
  const parsed = SCHEMAS[field].safeParse(candidate);
  return parsed.success ? parsed.data : candidate;
}

export function sameValue(field: SettableField, a: FieldValue, b: FieldValue): boolean {
  return normalise(field, a) === normalise(field, b);
}

/** Code of the message for a value the schema refuses, or null for a good one. */
export function refusal(field: SettableField, typed: FieldValue): string | null {
  const parsed = SCHEMAS[field].safeParse(normalise(field, typed));
  if (parsed.success) return null;
  if (normalise(field, typed) === null || typed === '') return 'field.required';
  const message = parsed.error.issues[0]?.message ?? '';
  // The contract's own refusals are codes; zod's built-in ones are English sentences.
  return /^[a-z]+(\.[a-z-]+)+$/.test(message) ? message : 'value.invalid';
}

/** Conflicts and history carry any JSON; a scalar field of ours is text or nothing. */
export function asFieldValue(value: unknown): FieldValue {
  return typeof value === 'string' ? value : null;
}
