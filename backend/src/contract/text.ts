import { z } from 'zod';

// C0 and C1 controls except tab, line feed and carriage return; PostgreSQL cannot store NUL at all.
// eslint-disable-next-line no-control-regex -- the controls are exactly what is refused
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/;

const INVISIBLE = /^[\s\p{Default_Ignorable_Code_Point}]*$/u;

/** Without spaces around it; text in which there is nothing to see is empty. */
function trimmed(value: string): string {
  return INVISIBLE.test(value) ? '' : value.trim();
}

/** One line or paragraph of text: trimmed, well-formed Unicode (no lone surrogate), no control characters. */
export function text(maxLength: number) {
  return z
    .string()
    .overwrite(trimmed)
    .max(maxLength, { message: 'text.too-long' })
    .refine((value) => value.isWellFormed(), { message: 'text.not-well-formed' })
    .refine((value) => !CONTROL.test(value), { message: 'text.control-character' });
}

/** Text that may be absent; an empty string means absent. */
export function optionalText(maxLength: number) {
  return text(maxLength)
    .nullable()
    .transform((value) => (value === '' ? null : value));
}

/** A calendar day `YYYY-MM-DD` without time zone, between 1000-01-01 and 9999-12-31, or null. */
export const optionalDate = z
  .union([z.literal(''), z.iso.date({ message: 'date.invalid' })])
  .nullable()
  .transform((value) => (value === '' ? null : value))
  .refine((value) => value === null || value >= '1000-01-01', { message: 'date.invalid' });

export const idSchema = z.uuid({ message: 'id.invalid' });

/** The version of a record, view or setting somebody saw: as large as the database can compare, not larger. */
export const seenVersionSchema = z.number().int().max(2_147_483_647, { message: 'number.out-of-range' });
