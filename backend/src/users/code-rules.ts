import type { CodeTableName, TableRow } from '../contract/code-tables.js';
import type { FieldError } from '../contract/problems.js';
import type { FieldName } from '../contract/users.js';
import type { Institution, JudgedRecord } from './institution.js';

/** A value that has to be a code of a table the institution keeps. */
interface CodedValue {
  path: string;
  value: string;
  table: CodeTableName;
}

const TABLE_OF = {
  title: 'user_titles',
  userGroup: 'user_groups',
  jobCategory: 'job_categories',
  preferredLanguage: 'institution_languages',
} as const satisfies Partial<Record<FieldName, CodeTableName>>;
const CODED_FIELDS = Object.keys(TABLE_OF) as (keyof typeof TABLE_OF)[];

function codedValues({ fields, lists }: JudgedRecord): CodedValue[] {
  return [
    ...CODED_FIELDS.map((path) => ({ path, value: fields[path] ?? '', table: TABLE_OF[path] })),
    ...(lists?.identifiers ?? []).map(({ id, type }) => ({
      path: `identifiers.${id}.type`,
      value: type,
      table: 'identifier_types' as const,
    })),
    ...(lists?.addresses ?? []).map(({ id, country }) => ({
      path: `addresses.${id}.country`,
      value: country ?? '',
      table: 'country_codes' as const,
    })),
  ].filter(({ value }) => value !== '');
}

function refusals(record: JudgedRecord, institution: Institution): (CodedValue & FieldError)[] {
  const { recordType } = record.fields;
  return codedValues(record).flatMap((coded) => {
    const rows: readonly TableRow[] = institution(coded.table);
    const row = rows.find((candidate) => candidate.code === coded.value);
    if (row?.enabled !== true) return [{ ...coded, code: 'code.unknown' }];
    // Contacts have no identifiers at all, which is said by another rule.
    const fits = recordType === 'CONTACT' && coded.table === 'identifier_types';
    const mapped = row.recordTypes?.some((type) => type === recordType) ?? true;
    return fits || mapped ? [] : [{ ...coded, code: 'code.not-for-record-type' }];
  });
}

/**
 * Codes this save gives that their table does not have, does not offer any more, or does not offer to users of the
 * record type (S046, S048, S063, S092). What a record has already it keeps, as long as it would be refused for the same
 * reason as before: a group that does not fit is news when the record type changes.
 * @param before the record before the save; null for a new one
 */
export function checkCodes(before: JudgedRecord | null, after: JudgedRecord, institution: Institution): FieldError[] {
  const key = ({ path, value, code }: CodedValue & FieldError): string => `${path}\n${value}\n${code}`;
  const known = new Set(before === null ? [] : refusals(before, institution).map(key));
  return refusals(after, institution)
    .filter((refusal) => !known.has(key(refusal)))
    .map(({ path, code }) => ({ path, code }));
}
