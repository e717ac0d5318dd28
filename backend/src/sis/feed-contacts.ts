import { z } from 'zod';
import {
  addressTypeSchema,
  EMAIL_TYPES_BY_RECORD_TYPE,
  emailTypeSchema,
  phoneTypeSchema,
  type RecordType,
} from '../contract/codes.js';
import { optionalDate, optionalText, text } from '../contract/text.js';
import { type ElementReader, quoted } from './element-reader.js';
import type { FeedElement } from './feed-element.js';
import { withoutZone } from './feed-fields.js';
import type { FeedAddress, FeedEmail, FeedPhone } from './feed-user.js';

const phoneNumber = text(255);
const optional255 = optionalText(255);
const emailAddress = z.email({ message: 'email.invalid' }).max(255, { message: 'text.too-long' });
const addressNote = optionalText(1000);

const EMAIL_PARTS = ['email_address', 'description', 'email_types'];
const PHONE_PARTS = ['phone_number', 'phone_types'];
const LINES = ['line1', 'line2', 'line3', 'line4', 'line5'];
const ADDRESS_PARTS = [
  ...LINES,
  ...['city', 'state_province', 'postal_code', 'country', 'address_note', 'start_date', 'end_date', 'address_types'],
];

function readTypes<T extends string>(
  reader: ElementReader,
  list: FeedElement | undefined,
  rowName: string,
  schema: z.ZodType<T>,
): { type: T; element: FeedElement }[] {
  const types: { type: T; element: FeedElement }[] = [];
  for (const element of reader.rows(list, rowName)) {
    const type = reader.value(element, schema);
    if (type !== null && !types.some((known) => known.type === type)) types.push({ type, element });
  }
  return types;
}

/** At most one row of a kind is preferred; of several that say so the first is. */
function onePreferred<T extends { preferred: boolean }>(rows: T[]): T[] {
  const first = rows.findIndex((row) => row.preferred);
  return rows.map((row, index) => ({ ...row, preferred: index === first }));
}

/** A part without which the row says nothing. */
function requiredText(reader: ElementReader, { row, parts, name, schema }: RequiredPart): string {
  const part = parts.get(name);
  if (part === undefined || part.text === '') reader.rejectMissing(part ?? row, name);
  return reader.value(part, schema) ?? '';
}

interface RequiredPart {
  row: FeedElement;
  parts: ReadonlyMap<string, FeedElement>;
  name: string;
  schema: z.ZodType<string>;
}

export function readEmails(reader: ElementReader, list: FeedElement | undefined, recordType: RecordType): FeedEmail[] {
  const rows = reader.rows(list, 'email').map((row) => {
    const parts = reader.optionalChildren(row, EMAIL_PARTS);
    const types = readTypes(reader, parts.get('email_types'), 'email_type', emailTypeSchema);
    for (const { type, element } of types) {
      if (EMAIL_TYPES_BY_RECORD_TYPE[recordType].includes(type)) continue;
      const detail = `${quoted(type)} is not a type of e-mail address for ${recordType} users.`;
      reader.reject(element, 'email_type', 'email.type-not-allowed', detail);
    }
    return {
      address: requiredText(reader, { row, parts, name: 'email_address', schema: emailAddress }),
      types: types.map(({ type }) => type),
      description: reader.value(parts.get('description'), optional255),
      preferred: reader.attributeFlag(row, 'preferred'),
    };
  });
  return onePreferred(rows);
}

export function readPhones(reader: ElementReader, list: FeedElement | undefined): FeedPhone[] {
  const rows = reader.rows(list, 'phone').map((row) => {
    const parts = reader.optionalChildren(row, PHONE_PARTS);
    const types = readTypes(reader, parts.get('phone_types'), 'phone_type', phoneTypeSchema);
    return {
      number: requiredText(reader, { row, parts, name: 'phone_number', schema: phoneNumber }),
      types: types.map(({ type }) => type),
      preferred: reader.attributeFlag(row, 'preferred'),
      preferredSms: reader.attributeFlag(row, 'preferred_sms'),
    };
  });
  const firstSms = rows.findIndex((row) => row.preferredSms);
  return onePreferred(rows.map((row, index) => ({ ...row, preferredSms: index === firstSms })));
}

function readDate(reader: ElementReader, element: FeedElement | undefined): string | null {
  return reader.value(element, optionalDate, withoutZone(reader.text(element)));
}

/** Lines keep their places, because the format numbers them; only empty ones at the end fall away. */
function readLines(reader: ElementReader, row: FeedElement, parts: Map<string, FeedElement>): string[] {
  const lines = LINES.map((line) => reader.value(parts.get(line), optional255) ?? '');
  const last = lines.findLastIndex((line) => line !== '');
  const filled = LINES.some((line) => reader.text(parts.get(line)) !== '');
  if (!filled) reader.rejectMissing(parts.get('line1') ?? row, 'line1');
  return lines.slice(0, last + 1);
}

export function readAddresses(reader: ElementReader, list: FeedElement | undefined): FeedAddress[] {
  const rows = reader.rows(list, 'address').map((row) => {
    const parts = reader.optionalChildren(row, ADDRESS_PARTS);
    const optional = (name: string): string | null => reader.value(parts.get(name), optional255);
    return {
      lines: readLines(reader, row, parts),
      city: optional('city'),
      stateProvince: optional('state_province'),
      postalCode: optional('postal_code'),
      country: optional('country'),
      note: reader.value(parts.get('address_note'), addressNote),
      startDate: readDate(reader, parts.get('start_date')),
      endDate: readDate(reader, parts.get('end_date')),
      types: readTypes(reader, parts.get('address_types'), 'address_type', addressTypeSchema).map(({ type }) => type),
      preferred: reader.attributeFlag(row, 'preferred'),
    };
  });
  return onePreferred(rows);
}
