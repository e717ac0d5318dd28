import type { FieldError } from '../contract/problems.js';
import type { PATTERN_NAMES } from '../contract/setting-parameters.js';
import { matches } from '../settings/patterns.js';
import type { Institution, JudgedRecord } from './institution.js';

type PatternName = (typeof PATTERN_NAMES)[number];

/** A value that has to have the form a parameter asks for. */
interface FormedValue {
  path: string;
  value: string;
  pattern: PatternName;
}

const LINE_PATTERNS = [
  'address_line1_regex',
  'address_line2_regex',
  'address_line3_regex',
  'address_line4_regex',
  'address_line5_regex',
] as const satisfies readonly PatternName[];

/** Every value of the record that a parameter can ask a form of. An absent value has none. */
function formedValues({ fields, lists }: JudgedRecord): FormedValue[] {
  const found: FormedValue[] = [
    { path: 'primaryId', value: fields.primaryId ?? '', pattern: 'primary_identifier_regex' },
  ];
  for (const { id, address } of lists?.emails ?? []) {
    found.push({ path: `emails.${id}.address`, value: address, pattern: 'email_regex' });
  }
  for (const { id, number } of lists?.phones ?? []) {
    found.push({ path: `phones.${id}.number`, value: number, pattern: 'phone_regex' });
  }
  for (const { id, lines, postalCode } of lists?.addresses ?? []) {
    for (const [at, pattern] of LINE_PATTERNS.entries()) {
      found.push({ path: `addresses.${id}.lines.${String(at)}`, value: lines[at] ?? '', pattern });
    }
    found.push({ path: `addresses.${id}.postalCode`, value: postalCode ?? '', pattern: 'postal_code_regex' });
  }
  return found.filter(({ value }) => value !== '');
}

function mismatch({ path, pattern }: FormedValue, institution: Institution): FieldError {
  if (pattern !== 'email_regex') return { path, code: 'pattern.mismatch' };
  const detail = institution('email_regex_display');
  return { path, code: 'email.mismatch', ...(detail === null ? {} : { detail }) };
}

/**
 * Values that were given by this save and have not the form the institution asks for (S045, S061, S064, S065, S067).
 * A value that was there before a pattern was set stays until somebody edits it.
 * @param before the record before the save; null for a new one
 */
export function checkPatterns(
  before: JudgedRecord | null,
  after: JudgedRecord,
  institution: Institution,
): FieldError[] {
  const known = new Map(before === null ? [] : formedValues(before).map(({ path, value }) => [path, value]));
  return formedValues(after)
    .filter(({ path, value }) => known.get(path) !== value)
    .filter(({ pattern, value }) => !matches(institution(pattern), value))
    .map((value) => mismatch(value, institution));
}
