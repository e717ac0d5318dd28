import type { FieldChange } from '../contract/changes.js';
import type { LetterChoice, Letters } from '../contract/letters.js';
import { LETTER_FIELDS, LETTERS } from '../contract/letters.js';

/** What a user has said to each letter, from the codes of those they opted out of. */
export function lettersOf(out: readonly string[]): Letters {
  const choice = (code: string): LetterChoice => (out.includes(code) ? 'OUT' : 'IN');
  return Object.fromEntries(LETTER_FIELDS.map((field) => [field, choice(LETTERS[field].code)])) as Letters;
}

/** The codes to store. */
export function lettersOut(letters: Letters): string[] {
  return LETTER_FIELDS.filter((field) => letters[field] === 'OUT').map((field) => LETTERS[field].code);
}

/** The part of a wider object that is about letters. */
export function pickLetters(values: Letters): Letters {
  return Object.fromEntries(LETTER_FIELDS.map((field) => [field, values[field]])) as Letters;
}

/** The letters that differ, as the change log keeps them: one by one. */
export function letterChanges(before: Letters, after: Letters): FieldChange[] {
  return LETTER_FIELDS.filter((field) => before[field] !== after[field]).map((field) => ({
    field,
    before: before[field],
    after: after[field],
  }));
}
