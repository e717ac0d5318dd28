import type { CodeTableName } from '#contract/code-tables.ts';
import type { FieldName, SettableField } from '#contract/users.ts';

/** How the fields of General Information stand together, in the order of the form. */
export const SECTIONS = [
  { key: 'name', fields: ['firstName', 'middleName', 'lastName'] },
  { key: 'preferred', fields: ['prefFirstName', 'prefMiddleName', 'prefLastName'] },
  { key: 'identity', fields: ['primaryId', 'recordType', 'title'] },
  { key: 'work', fields: ['jobCategory', 'jobDescription', 'userGroup', 'campusCode'] },
  { key: 'personal', fields: ['birthDate', 'gender', 'preferredLanguage', 'websiteUrl'] },
  { key: 'status', fields: ['status', 'expiryDate', 'purgeDate'] },
] as const satisfies readonly { key: string; fields: readonly FieldName[] }[];

export type SectionKey = (typeof SECTIONS)[number]['key'];

export type FieldKind = 'text' | 'date' | 'choice' | 'url';

/** Fields whose value is a code of a table the institution keeps (S046, S048). */
export const TABLE_OF = {
  title: 'user_titles',
  jobCategory: 'job_categories',
  userGroup: 'user_groups',
  preferredLanguage: 'institution_languages',
} as const satisfies Partial<Record<FieldName, CodeTableName>>;
export type TableField = keyof typeof TABLE_OF;

export function isTableField(field: string): field is TableField {
  return Object.hasOwn(TABLE_OF, field);
}

const KINDS: Partial<Record<SettableField, FieldKind>> = {
  accountType: 'choice',
  recordType: 'choice',
  gender: 'choice',
  status: 'choice',
  websiteUrl: 'url',
  title: 'choice',
  jobCategory: 'choice',
  userGroup: 'choice',
  preferredLanguage: 'choice',
  birthDate: 'date',
  expiryDate: 'date',
  purgeDate: 'date',
};

export function fieldKind(field: SettableField): FieldKind {
  return KINDS[field] ?? 'text';
}
