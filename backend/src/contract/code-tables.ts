import { z } from 'zod';
import type { RecordType } from './codes.js';
import { RECORD_TYPES, recordTypeSchema } from './codes.js';
import { countries } from './countries.js';
import { PRIMARY_IDENTIFIER, setting } from './setting-parameters.js';
import { text } from './text.js';

/** Code tables an institution keeps itself. The order of the rows is the order of the choices. */

const PLAIN_CODE = /^[\p{L}\p{N}][\p{L}\p{N} _.-]*$/u;
const ALPHANUMERIC = /^[A-Za-z0-9]+$/;
const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/;
/** ISO 3166-1 alpha-3, and what an institution adds in its manner (`XKX`). */
const COUNTRY = /^[A-Z]{3}$/;
const MOST_ROWS = 500;

const code = (form: RegExp) =>
  text(50)
    .min(1, { message: 'field.required' })
    .refine((value) => form.test(value), { message: 'code.invalid' })
    .refine((value) => value !== PRIMARY_IDENTIFIER, { message: 'code.reserved' });
/** Contacts are addresses of suppliers: they carry no identifiers of their own. */
const IDENTIFIABLE = RECORD_TYPES.filter((type) => type !== 'CONTACT');

const plainShape = (form: RegExp) => ({
  code: code(form),
  label: text(255).min(1, { message: 'field.required' }),
  enabled: z.boolean(),
});
const plainRow = (form: RegExp) => z.strictObject(plainShape(form));
const mappedRow = (form: RegExp, allowed: readonly RecordType[]) =>
  z.strictObject({
    ...plainShape(form),
    /** The record types that may use it, in the order of `RECORD_TYPES`. */
    recordTypes: z
      .array(recordTypeSchema)
      .min(1, { message: 'field.required' })
      .max(RECORD_TYPES.length, { message: 'list.too-long' })
      .refine((given) => given.every((type) => allowed.includes(type)), { message: 'record-type.not-allowed' })
      .transform((given) => RECORD_TYPES.filter((type) => given.includes(type))),
  });

function table<R extends z.ZodType<{ code: string }>>(row: R) {
  return z
    .array(row)
    .max(MOST_ROWS, { message: 'list.too-long' })
    .superRefine((given, context) => {
      const seen = new Set<string>();
      for (const [at, { code: own }] of given.entries()) {
        // Two codes that differ in case alone would be one to whoever types them.
        const key = own.toLowerCase();
        if (seen.has(key)) context.addIssue({ code: 'custom', path: [at, 'code'], message: 'code.repeated' });
        seen.add(key);
      }
    });
}

interface CodeRow {
  code: string;
  label: string;
  enabled: boolean;
}
interface MappedRow extends CodeRow {
  recordTypes: RecordType[];
}

function rows(labels: Record<string, string>, disabled: readonly string[] = []): CodeRow[] {
  return Object.entries(labels).map(([code, label]) => ({ code, label, enabled: !disabled.includes(code) }));
}

function mapped(labels: Record<string, string>, recordTypes: readonly RecordType[]): MappedRow[] {
  return rows(labels).map((row) => ({ ...row, recordTypes: [...recordTypes] }));
}

const TITLES = { MR: 'Mr.', MRS: 'Mrs.', MS: 'Ms.', MISS: 'Miss', DR: 'Dr.', PROF: 'Prof.' };
const GROUPS = {
  FACULTY: 'Faculty',
  STAFF: 'Staff',
  ACADSTAFF: 'Academic staff',
  GRAD: 'Graduate student',
  UNDRGRD: 'Undergraduate student',
  PT: 'Part-time student',
  ALUM: 'Alumni',
  GUEST: 'Guest',
};
const JOBS = {
  Cataloger: 'Cataloger',
  'Circulation Desk Operator': 'Circulation Desk Operator',
  Borrower: 'Borrower',
};
const IDENTIFIERS = {
  BARCODE: 'Barcode',
  INST_ID: 'Institution ID',
  UNIV_ID: 'University ID',
  ORCID: 'ORCID',
  ISNI: 'ISNI',
  SCOPUS: 'Scopus author ID',
  RESEARCHERID: 'ResearcherID',
  ARXIV: 'arXiv author ID',
  ERA: 'ERA ID',
  PIVOT: 'Pivot ID',
  PUBMED: 'PubMed author ID',
  GOOGLE_SCHOLAR: 'Google Scholar ID',
  LCNAF: 'LC Name Authority File',
  VIAF: 'VIAF',
  WIKIDATA: 'Wikidata',
  FACEBOOK: 'Facebook',
  '01': 'Additional ID 1',
  '02': 'Additional ID 2',
};
const LANGUAGES = {
  en: 'English',
  de: 'German',
  fr: 'French',
  es: 'Spanish',
  ar: 'Arabic',
  da: 'Danish',
  fi: 'Finnish',
  he: 'Hebrew',
  it: 'Italian',
  ja: 'Japanese',
  nl: 'Dutch',
  no: 'Norwegian',
  pl: 'Polish',
  pt: 'Portuguese',
  sv: 'Swedish',
  zh: 'Chinese',
};
const ENABLED_LANGUAGES = ['en', 'de', 'fr', 'es'];

export const CODE_TABLES = {
  user_titles: setting(table(plainRow(PLAIN_CODE)), rows(TITLES)),
  user_groups: setting(table(mappedRow(ALPHANUMERIC, RECORD_TYPES)), mapped(GROUPS, RECORD_TYPES)),
  job_categories: setting(table(mappedRow(PLAIN_CODE, RECORD_TYPES)), mapped(JOBS, RECORD_TYPES)),
  identifier_types: setting(table(mappedRow(PLAIN_CODE, IDENTIFIABLE)), mapped(IDENTIFIERS, IDENTIFIABLE)),
  institution_languages: setting(
    table(plainRow(LANGUAGE)),
    rows(
      LANGUAGES,
      Object.keys(LANGUAGES).filter((language) => !ENABLED_LANGUAGES.includes(language)),
    ),
  ),
  country_codes: setting(table(plainRow(COUNTRY)), rows(countries())),
};
export type CodeTableName = keyof typeof CODE_TABLES;
export const CODE_TABLE_NAMES = Object.keys(CODE_TABLES) as [CodeTableName, ...CodeTableName[]];

/** The record types the rows of a table can be mapped to; tables that are missing map to none. */
export const MAPPED_TO: Partial<Record<CodeTableName, readonly RecordType[]>> = {
  user_groups: RECORD_TYPES,
  job_categories: RECORD_TYPES,
  identifier_types: IDENTIFIABLE,
};

/** A row of any code table; `recordTypes` only where the table maps its codes to record types. */
export type TableRow = CodeRow & Partial<Pick<MappedRow, 'recordTypes'>>;

/** The rows a form offers for a record type: enabled, mapped to it, and the one a record has already. */
export function offeredRows(
  table: readonly TableRow[],
  recordType: RecordType,
  kept: string | null = null,
): TableRow[] {
  return table.filter(
    (row) =>
      row.code === kept || (row.enabled && (row.recordTypes === undefined || row.recordTypes.includes(recordType))),
  );
}
