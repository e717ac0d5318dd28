import { FIELD_NAMES, FIELD_SCHEMAS, type FieldName, type FieldValue } from '#contract/users.ts';

const NULLABLE: ReadonlySet<FieldName> = new Set(
  FIELD_NAMES.filter((field) => FIELD_SCHEMAS[field].safeParse(null).success),
);

export function isFieldName(name: string): name is FieldName {
  return (FIELD_NAMES as readonly string[]).includes(name);
}

/** The value as the server would store it; what the schema refuses stays as it was typed. */
export function normalise(field: FieldName, typed: FieldValue): FieldValue {
  const candidate = typed === '' && NULLABLE.has(field) ? null : typed;
  const parsed = FIELD_SCHEMAS[field].safeParse(candidate);
  return parsed.success ? parsed.data : candidate;
}

export function sameValue(field: FieldName, a: FieldValue, b: FieldValue): boolean {
  return normalise(field, a) === normalise(field, b);
}

/** Code of the message for a value the schema refuses, or null for a good one. */
export function refusal(field: FieldName, typed: FieldValue): string | null {
  const parsed = FIELD_SCHEMAS[field].safeParse(normalise(field, typed));
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
