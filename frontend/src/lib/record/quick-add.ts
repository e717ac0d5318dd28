import { EMAIL_TYPES_BY_RECORD_TYPE, recordTypeSchema, type EmailType } from '#contract/codes.ts';
import type { Problem } from '#contract/problems.ts';
import { createUserSchema, FIELD_NAMES, type CreateUser, type FieldName } from '#contract/users.ts';
import { MANDATORY } from './fields.ts';
import { normalise } from './field-value.ts';

/** What stands in the form: text as typed. */
export interface NewUser {
  fields: Record<FieldName, string>;
  accountType: 'INTERNAL' | 'INTEXTAUTH';
  email: { type: EmailType; address: string };
}

/** Code of the message for each refused control, by its path in the body. */
export type NewUserErrors = ReadonlyMap<string, string>;

export const EMAIL_ADDRESS = 'emails.0.address';
export const EMAIL_TYPE = 'emails.0.types';

export function blankUser(): NewUser {
  const blank = Object.fromEntries(FIELD_NAMES.map((field) => [field, ''])) as Record<FieldName, string>;
  return {
    fields: { ...blank, recordType: 'STAFF', status: 'ACTIVE' },
    accountType: 'INTERNAL',
    email: { type: 'work', address: '' },
  };
}

/** E-mail types this record type may use (S060). */
export function emailTypes(recordType: string): readonly EmailType[] {
  const known = recordTypeSchema.safeParse(recordType);
  return known.success ? EMAIL_TYPES_BY_RECORD_TYPE[known.data] : [];
}

export function toBody({ fields, accountType, email }: NewUser): unknown {
  const values = FIELD_NAMES.map((field) => [field, normalise(field, fields[field])]);
  const address = email.address.trim();
  return {
    ...Object.fromEntries(values),
    accountType,
    emails: [{ address, types: [email.type], preferred: true }],
  };
}

/** Checks the form as the portal will: the contract's schema, and what is mandatory on this page. */
export function check(user: NewUser): { body: CreateUser | null; errors: NewUserErrors } {
  const errors = new Map<string, string>();
  for (const field of MANDATORY) {
    if (user.fields[field].trim() === '') errors.set(field, 'field.required');
  }
  if (user.email.address.trim() === '') errors.set(EMAIL_ADDRESS, 'field.required');
  if (!emailTypes(user.fields.recordType).includes(user.email.type)) errors.set(EMAIL_TYPE, 'code.unknown');
  const parsed = createUserSchema.safeParse(toBody(user));
  if (parsed.success) return { body: errors.size === 0 ? parsed.data : null, errors };
  for (const issue of parsed.error.issues) {
    const path = controlOf(issue.path.join('.'));
    if (!errors.has(path))
      errors.set(path, /^[a-z]+(\.[a-z-]+)+$/.test(issue.message) ? issue.message : 'value.invalid');
  }
  return { body: null, errors };
}

/** A refusal deep in the body belongs to the control that holds it. */
function controlOf(path: string): string {
  if (path.startsWith(EMAIL_TYPE)) return EMAIL_TYPE;
  return path === 'emails' || path.startsWith('emails.') ? EMAIL_ADDRESS : path;
}

export function refusedControls(problem: Problem): NewUserErrors {
  const errors = new Map((problem.errors ?? []).map(({ path, code }) => [controlOf(path), code]));
  if (errors.size === 0 && problem.code === 'user.identifier-taken') errors.set('primaryId', 'identifier.taken');
  return errors;
}
