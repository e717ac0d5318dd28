import type { NameParts } from '../contract/names.js';
import { shownParts } from '../contract/names.js';

// Marks that a reader may leave out when searching: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowels.
// Vowel signs of Indic scripts are marks too, but words without them are other words, so they stay.
const OPTIONAL_MARKS = /[\u0300-\u036F\u0591-\u05C7\u0610-\u061A\u064B-\u065F\u0670]/gu;

// Letters that Unicode does not decompose but that people type without their stroke or ligature.
const PLAIN: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ħ: 'h',
  ı: 'i',
  // The same letter at the end of a word; lower case is of another form there than within it.
  ς: 'σ',
};
const STROKED = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'gu');
// Soft hyphens, joiners, marks and overrides of direction, variation selectors: what no reader sees.
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** Text as search and sorting see it: no accents, no case, no width, one kind of space. */
export function fold(value: string): string {
  return value
    .normalize('NFKD')
    .replace(OPTIONAL_MARKS, '')
    .replace(INVISIBLE, '')
    .toLowerCase()
    .replace(STROKED, (letter) => PLAIN[letter] ?? letter)
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Lower case that does not depend on where in a word a letter stands. */
function lower(value: string): string {
  return value.toLowerCase().replaceAll('ς', 'σ');
}

/** The form in which identifiers are compared: without case, width, invisible characters and outer spaces (S094). */
export function identifierKey(value: string): string {
  return lower(value.normalize('NFKC').replace(INVISIBLE, '')).trim();
}

/** The form in which e-mail addresses are compared: whole, without case (S008). */
export function emailKey(value: string): string {
  return lower(value.normalize('NFC')).trim();
}

/** The words of a folded text: runs of letters, marks and digits. */
export function words(value: string): string[] {
  return fold(value).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** Weight that marks which part of a name a lexeme belongs to (A last, B first, C middle). */
export const NAME_WEIGHT = { lastName: 'A', firstName: 'B', middleName: 'C' } as const;

const LONGEST_WORD = 40;
const MOST_LEXEMES = 400;

function lexemes(values: readonly (string | null)[], weight: string): string[] {
  const found = new Set<string>();
  for (const word of values.flatMap((value) => (value === null ? [] : words(value)))) {
    const letters = Array.from(word).slice(0, LONGEST_WORD);
    // Every ending is a lexeme, so that a prefix search finds any part of a name, in any script.
    for (let start = 0; start < letters.length; start += 1) found.add(letters.slice(start).join(''));
  }
  return [...found].slice(0, MOST_LEXEMES).map((lexeme) => `'${lexeme}':1${weight}`);
}

/** The name's search vector as a `tsvector` literal; main and preferred names share a weight (S010). */
export function nameSearch(name: NameParts): string {
  return [
    ...lexemes([name.lastName, name.prefLastName], NAME_WEIGHT.lastName),
    ...lexemes([name.firstName, name.prefFirstName], NAME_WEIGHT.firstName),
    ...lexemes([name.middleName, name.prefMiddleName], NAME_WEIGHT.middleName),
  ].join(' ');
}

/** A `tsquery` that finds every word of `value` as a part of a name; null when it has no word to look for. */
export function nameQuery(value: string, weight = ''): string | null {
  const parts = words(value).map((word) => `'${Array.from(word).slice(0, LONGEST_WORD).join('')}':*${weight}`);
  return parts.length === 0 ? null : parts.slice(0, 20).join(' & ');
}

/** The key lists are sorted by: shown last name, then first, then middle. U+0001 ends a part before any letter. */
export function sortName(name: NameParts): string {
  const { first, middle, last } = shownParts(name);
  return [last, first, middle].map(fold).join('\u0001').slice(0, 500);
}
