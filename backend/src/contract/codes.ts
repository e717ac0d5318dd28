import { z } from 'zod';

/** Code tables whose codes are fixed for every institution. Labels live in the message catalogue. */

export const RECORD_TYPES = ['PUBLIC', 'STAFF', 'CONTACT', 'ORGANIZATION', 'NON_AFFILIATED'] as const;
export const recordTypeSchema = z.enum(RECORD_TYPES);
export type RecordType = z.infer<typeof recordTypeSchema>;

/** Internal, External, Internal with external authentication. */
export const ACCOUNT_TYPES = ['INTERNAL', 'EXTERNAL', 'INTEXTAUTH'] as const;
export const accountTypeSchema = z.enum(ACCOUNT_TYPES);
export type AccountType = z.infer<typeof accountTypeSchema>;

export const STATUSES = ['ACTIVE', 'INACTIVE'] as const;
export const statusSchema = z.enum(STATUSES);
export type Status = z.infer<typeof statusSchema>;

export const GENDERS = ['MALE', 'FEMALE', 'NONE'] as const;
export const genderSchema = z.enum(GENDERS);

export const EMAIL_TYPES = ['personal', 'work', 'school', 'alternative', 'cc'] as const;
export const emailTypeSchema = z.enum(EMAIL_TYPES);
export type EmailType = z.infer<typeof emailTypeSchema>;

/** Which e-mail types a record type may use (S060); a type that is not listed for it is refused. */
export const EMAIL_TYPES_BY_RECORD_TYPE: Record<RecordType, readonly EmailType[]> = {
  PUBLIC: ['personal', 'work', 'school', 'alternative', 'cc'],
  STAFF: ['personal', 'work', 'alternative', 'cc'],
  CONTACT: ['personal', 'work', 'cc'],
  ORGANIZATION: ['personal', 'work', 'cc'],
  NON_AFFILIATED: ['personal', 'work', 'cc'],
};

export const ADDRESS_TYPES = ['home', 'work', 'school', 'alternative'] as const;
export const addressTypeSchema = z.enum(ADDRESS_TYPES);

export type AddressType = z.infer<typeof addressTypeSchema>;

/** Which address types a record type may use (S062). */
export const ADDRESS_TYPES_BY_RECORD_TYPE: Record<RecordType, readonly AddressType[]> = {
  PUBLIC: ['home', 'work', 'school', 'alternative'],
  STAFF: ['home', 'work'],
  CONTACT: ['home', 'work'],
  ORGANIZATION: ['home', 'work'],
  NON_AFFILIATED: ['home', 'work'],
};

export const PHONE_TYPES = [
  'home',
  'mobile',
  'office',
  'office_fax',
  'claim_fax',
  'claim_phone',
  'order_fax',
  'payment_fax',
  'payment_phone',
  'returns_fax',
  'returns_phone',
] as const;
export const phoneTypeSchema = z.enum(PHONE_TYPES);

export type PhoneType = z.infer<typeof phoneTypeSchema>;

const EVERYBODYS_PHONES: readonly PhoneType[] = ['home', 'mobile', 'office'];
/** Which telephone types a record type may use (S066): claims, orders, payments and returns are for contacts. */
export const PHONE_TYPES_BY_RECORD_TYPE: Record<RecordType, readonly PhoneType[]> = {
  PUBLIC: [...EVERYBODYS_PHONES, 'office_fax'],
  STAFF: [...EVERYBODYS_PHONES, 'office_fax'],
  CONTACT: [
    ...EVERYBODYS_PHONES,
    'claim_fax',
    'claim_phone',
    'order_fax',
    'payment_fax',
    'payment_phone',
    'returns_fax',
    'returns_phone',
  ],
  ORGANIZATION: EVERYBODYS_PHONES,
  NON_AFFILIATED: EVERYBODYS_PHONES,
};

export const NOTE_TYPES = [
  'ADDRESS',
  'BARCODE',
  'CIRCULATION',
  'ERP',
  'LIBRARY',
  'OTHER',
  'POPUP',
  'REGISTAR',
] as const;
export const noteTypeSchema = z.enum(NOTE_TYPES);

/** Who asked for a change: the history's "source" and part of every change frame. */
export const CHANGE_SOURCES = ['UI', 'API', 'FEED', 'JOB', 'SYSTEM'] as const;
export const changeSourceSchema = z.enum(CHANGE_SOURCES);
export type ChangeSource = z.infer<typeof changeSourceSchema>;
