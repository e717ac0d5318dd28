import { z } from 'zod';
import { optionalText, text } from './text.js';

/** A setting: a document with the schema of its value and the value it has until somebody changes it. */
export interface Setting<S extends z.ZodType> {
  schema: S;
  initial: z.output<S>;
}

export function setting<S extends z.ZodType>(schema: S, initial: z.output<S>): Setting<S> {
  return { schema, initial };
}

/** A whole number in a range; `message` is the code of whatever else is given. */
export function whole(least: number, most: number, message: string) {
  return z.number({ message }).int({ message }).min(least, { message }).max(most, { message });
}

/** Longest regular expression; what a value may cost to be matched against is limited besides (settings/patterns). */
export const LONGEST_PATTERN = 1000;
const pattern = setting(optionalText(LONGEST_PATTERN), null);

function isDirectory(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password, search, hash } = new URL(value);
  return ['http:', 'https:'].includes(protocol) && [username, password, search, hash].every((part) => part === '');
}

const photoServer = optionalText(255)
  .refine((value) => value === null || isDirectory(value), { message: 'url.invalid' })
  .refine((value) => value === null || value.endsWith('/'), { message: 'url.not-a-directory' });

const fromAddress = optionalText(255).refine((value) => value === null || z.email().safeParse(value).success, {
  message: 'email.invalid',
});

const days = z
  .number({ message: 'number.not-a-day-count' })
  .int({ message: 'number.not-a-day-count' })
  .min(1, { message: 'number.not-a-day-count' })
  .max(36_500, { message: 'number.not-a-day-count' })
  .nullable();

export const PIN_NUMBER_METHODS = ['off', 'fourDigit'] as const;

/** Stands for the primary identifier where a parameter names a type of identifier (S113). */
export const PRIMARY_IDENTIFIER = 'USERNAME';

/** The named parameters (S124), under exactly the names the institution knows them by. */
export const PARAMETERS = {
  primary_identifier_regex: pattern,
  pin_number_method: setting(z.enum(PIN_NUMBER_METHODS, { message: 'code.unknown' }), 'off'),
  email_regex: pattern,
  /** What a person is told whose address does not match `email_regex`. */
  email_regex_display: setting(optionalText(255), null),
  address_line1_regex: pattern,
  address_line2_regex: pattern,
  address_line3_regex: pattern,
  address_line4_regex: pattern,
  address_line5_regex: pattern,
  postal_code_regex: pattern,
  phone_regex: pattern,
  from_address: setting(fromAddress, null),
  disable_from_address: setting(z.boolean(), false),
  /** Days; null keeps the history for ever. */
  user_audit_retention_period: setting(days, null),
  photo_server_url: setting(photoServer, null),
  photo_identifier_type: setting(text(50).min(1, { message: 'field.required' }), PRIMARY_IDENTIFIER),
  photo_suffix: setting(
    z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9]{1,10}$/, { message: 'suffix.invalid' }),
    'png',
  ),
};

/** Parameters whose value is a regular expression, which the server compiles before it stores it. */
export const PATTERN_NAMES = [
  'primary_identifier_regex',
  'email_regex',
  'address_line1_regex',
  'address_line2_regex',
  'address_line3_regex',
  'address_line4_regex',
  'address_line5_regex',
  'postal_code_regex',
  'phone_regex',
] as const satisfies readonly (keyof typeof PARAMETERS)[];
