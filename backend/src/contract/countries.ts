import { iso31661Alpha3ToAlpha2 } from 'iso-3166';

/** The regions (ISO 3166-1 alpha-2) by which the names of countries are known, by the code that records carry. */
const REGIONS: Readonly<Partial<Record<string, string>>> = iso31661Alpha3ToAlpha2;
const ENGLISH = new Intl.DisplayNames('en', { type: 'region' });

/** The name of a country; undefined for a code that is none of ISO 3166-1 alpha-3. */
export function countryName(code: string, names: Intl.DisplayNames = ENGLISH): string | undefined {
  const region = REGIONS[code];
  return region === undefined ? undefined : names.of(region);
}

/** Every country by its English name, in the order of the names. */
export function countries(): Record<string, string> {
  const named = Object.keys(REGIONS).map((code): [string, string] => [code, countryName(code) ?? code]);
  return Object.fromEntries(named.sort(([, one], [, other]) => one.localeCompare(other, 'en')));
}
