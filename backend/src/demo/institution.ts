import type { AccountType, RecordType } from '../contract/codes.js';

/** How many users of which kind the sample institution has; 2,000 together. */
export const USERS: Record<RecordType, Record<AccountType, number>> = {
  PUBLIC: { EXTERNAL: 1010, INTERNAL: 90, INTEXTAUTH: 60 },
  STAFF: { EXTERNAL: 430, INTERNAL: 90, INTEXTAUTH: 70 },
  CONTACT: { EXTERNAL: 30, INTERNAL: 60, INTEXTAUTH: 5 },
  ORGANIZATION: { EXTERNAL: 25, INTERNAL: 25, INTEXTAUTH: 5 },
  NON_AFFILIATED: { EXTERNAL: 55, INTERNAL: 35, INTEXTAUTH: 10 },
};

/** Everything the sample says of time is said as of this day, so that it is the same on every machine. */
export const TODAY = '2026-11-02';
export const SEED = 20_261_102;

/** A reserved domain (RFC 2606): a letter that is sent by mistake reaches nobody. */
export const MAIL_DOMAIN = 'nordhavn.example';

export const CAMPUSES = ['MAIN', 'HARBOUR', 'HILLSIDE', 'NORTH'] as const;
export const TITLES = ['MR', 'MS', 'DR', 'PROF'] as const;
export const GROUPS: Record<RecordType, readonly string[]> = {
  PUBLIC: ['UNDRGRD', 'GRAD', 'GRAD', 'ALUM', 'GUEST', 'PT'],
  STAFF: ['FACULTY', 'ACADSTAFF', 'STAFF', 'STAFF'],
  CONTACT: ['GUEST'],
  ORGANIZATION: ['GUEST'],
  NON_AFFILIATED: ['GUEST', 'ACADSTAFF'],
};
export const JOB_CATEGORIES = ['Cataloger', 'Borrower', 'Circulation Desk Operator'] as const;
export const JOB_DESCRIPTIONS = [
  'Associate professor, marine biology',
  'Catalogues maps and sea charts',
  'Coordinates open access agreements',
  'Curator of rare books',
  'Doctoral candidate, comparative literature',
  'Head of interlibrary loan',
  'Laboratory engineer, ice physics',
  'Lecturer, Semitic languages',
  'Liaison librarian for medicine',
  'Postdoctoral fellow, photonics',
  'Research data steward',
  'Runs the evening desk',
  'Systems librarian',
  'Teaches academic writing',
] as const;

export const NOTES = [
  ['LIBRARY', 'Prefers to be written to, not called.'],
  ['LIBRARY', 'Keeps locker 214 until the end of term.'],
  ['ADDRESS', 'Post comes back from the old address; ask for the new one.'],
  ['BARCODE', 'Card replaced, the old one was lost.'],
  ['CIRCULATION', 'Extended loans agreed with the head of circulation.'],
  ['REGISTAR', 'On leave in spring; registration stays valid.'],
  ['ERP', 'Contract renewed.'],
  ['OTHER', 'Key to the map room handed out.'],
  ['POPUP', 'Ask for proof of affiliation at the next visit.'],
] as const;

/** Where names come from, how often, and how addresses there are written. */
export const ORIGINS = [
  { locale: 'en', country: 'USA', language: 'en', weight: 20 },
  { locale: 'nb_NO', country: 'NOR', language: 'no', weight: 26 },
  { locale: 'de', country: 'DEU', language: 'de', weight: 12 },
  { locale: 'sv', country: 'SWE', language: 'en', weight: 5 },
  { locale: 'es', country: 'ESP', language: 'en', weight: 5 },
  { locale: 'pt_BR', country: 'BRA', language: 'en', weight: 4 },
  { locale: 'fr', country: 'FRA', language: 'en', weight: 4 },
  { locale: 'pl', country: 'POL', language: 'en', weight: 3 },
  { locale: 'tr', country: 'TUR', language: 'en', weight: 2 },
  { locale: 'vi', country: 'VNM', language: 'en', weight: 2 },
  { locale: 'el', country: 'GRC', language: 'en', weight: 2 },
  { locale: 'ru', country: 'KAZ', language: 'en', weight: 2 },
  { locale: 'uk', country: 'UKR', language: 'en', weight: 2 },
  { locale: 'ar', country: 'JOR', language: 'en', weight: 3 },
  { locale: 'he', country: 'ISR', language: 'en', weight: 2 },
  { locale: 'fa', country: 'IRN', language: 'en', weight: 1 },
  { locale: 'ja', country: 'JPN', language: 'en', weight: 3 },
  { locale: 'ko', country: 'KOR', language: 'en', weight: 2 },
  { locale: 'zh_CN', country: 'CHN', language: 'en', weight: 3 },
  { locale: 'th', country: 'THA', language: 'en', weight: 1 },
] as const;
export type Origin = (typeof ORIGINS)[number];
