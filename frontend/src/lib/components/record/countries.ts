import { offeredRows } from '#contract/code-tables.ts';
import { countryName } from '#contract/countries.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { settings } from '#lib/settings/settings.svelte.ts';

const readers = new Intl.DisplayNames(getLocale(), { type: 'region' });
const inOrder = new Intl.Collator(getLocale());

/** A country as the institution names it, or in the reader's language; text that is no code of the table as it is. */
export function countryLabel(code: string): string {
  const row = settings.value('country_codes').find((candidate) => candidate.code === code);
  if (row === undefined) return code;
  return row.label === countryName(code) ? (countryName(code, readers) ?? row.label) : row.label;
}

/**
 * Countries to choose from, and what the address has already. The institution's order counts once it made one; as the
 * product comes they stand in the order of their names, which differs by language.
 */
export function countryOptions(kept: string): { value: string; label: string }[] {
  const { value: table, version } = settings.state('country_codes');
  const codes = offeredRows(table, 'PUBLIC', kept).map(({ code }) => code);
  const options = codes.map((code) => ({ value: code, label: countryLabel(code) }));
  if (version === 0) options.sort((one, other) => inOrder.compare(one.label, other.label));
  return kept === '' || codes.includes(kept) ? options : [{ value: kept, label: kept }, ...options];
}
