import type { z } from 'zod';
import { FIELD_SCHEMAS } from '../contract/users.js';
import type { ElementReader } from './element-reader.js';
import type { FeedElement } from './feed-element.js';
import type { FeedField } from './feed-user.js';

/** Elements of `<user>` and the fields they set. */
export const ELEMENT_OF: Record<FeedField, string> = {
  primaryId: 'primary_id',
  firstName: 'first_name',
  middleName: 'middle_name',
  lastName: 'last_name',
  prefFirstName: 'pref_first_name',
  prefMiddleName: 'pref_middle_name',
  prefLastName: 'pref_last_name',
  title: 'user_title',
  jobCategory: 'job_category',
  jobDescription: 'job_description',
  gender: 'gender',
  userGroup: 'user_group',
  campusCode: 'campus_code',
  websiteUrl: 'web_site_url',
  preferredLanguage: 'preferred_language',
  birthDate: 'birth_date',
  expiryDate: 'expiry_date',
  purgeDate: 'purge_date',
  status: 'status',
};
const FIELDS = Object.entries(ELEMENT_OF) as [FeedField, string][];
const DATES: ReadonlySet<FeedField> = new Set(['birthDate', 'expiryDate', 'purgeDate']);

const SEGMENTS = ['contact_info', 'user_identifiers', 'user_notes', 'is_researcher'];

/**
 * Elements of the format that are no part of a feed (they are the profile's or the portal's) or that this
 * portal does not keep. Their content is not looked at.
 */
const PASSED_OVER = [
  ...['record_type', 'account_type', 'external_id', 'user_roles', 'password', 'force_password_change'],
  ...['full_name', 'status_date', 'last_patron_activity_date', 'requests', 'loans', 'fees', 'proxy_for_users'],
  ...['source_link_id', 'source_institution_code', 'linking_id', 'pin_number', 'cataloger_level'],
  ...['pref_name_suffix', 'researcher', 'user_blocks', 'user_statistics', 'rs_libraries', 'library_notices'],
];

const KNOWN: ReadonlySet<string> = new Set([...Object.values(ELEMENT_OF), ...SEGMENTS, ...PASSED_OVER]);

export function isFeedElement(name: string): boolean {
  return KNOWN.has(name);
}

/** The name under which the feed knows a field, for reports. */
export function elementOf(field: string): string {
  return field in ELEMENT_OF ? ELEMENT_OF[field as FeedField] : field;
}

/**
 * A day of the format may carry a time zone (`2030-01-16Z`, `2030-01-16+02:00`). It names a day, not a moment,
 * so the zone is taken off and never shifts it.
 */
export function withoutZone(date: string): string {
  return date.replace(/(?<=^\d{4}-\d{2}-\d{2})(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/, '');
}

export function readFields(
  reader: ElementReader,
  parts: ReadonlyMap<string, FeedElement>,
): Record<FeedField, string | null> {
  const fields: Partial<Record<FeedField, string | null>> = {};
  for (const [field, name] of FIELDS) {
    const element = parts.get(name);
    const schema: z.ZodType<string | null> = FIELD_SCHEMAS[field];
    const text = reader.text(element);
    fields[field] = reader.value(element, schema, DATES.has(field) ? withoutZone(text) : text);
  }
  return fields as Record<FeedField, string | null>;
}
