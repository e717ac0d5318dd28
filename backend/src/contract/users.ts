import { z } from 'zod';
import {
  accountTypeSchema,
  addressTypeSchema,
  emailTypeSchema,
  genderSchema,
  noteTypeSchema,
  phoneTypeSchema,
  recordTypeSchema,
  statusSchema,
} from './codes.js';
import { heldRoleSchema } from './grants.js';
import type { LetterField } from './letters.js';
import { LETTER_FIELDS, letterChoiceSchema, eachLetter } from './letters.js';
import type { RowOperation } from './list-rows.js';
import { addRowSchema, changeRowSchema, removeRowSchema, ROW_SCHEMAS } from './list-rows.js';
import { lockSchema } from './locks.js';
import { acceptedSchema } from './look-alikes.js';
import { handEditedSchema, OWNERSHIP } from './ownership.js';
import { pinSchema } from './pins.js';
import { idSchema, optionalDate, optionalText, seenVersionSchema, text } from './text.js';

const websiteUrl = optionalText(255).refine((value) => value === null || /^https?:\/\/[^\s/]+/i.test(value), {
  message: 'url.invalid',
});

/** Every scalar field of the record that a save may set, with the schema of its value. */
export const FIELD_SCHEMAS = {
  recordType: recordTypeSchema,
  primaryId: text(255).min(1, { message: 'field.required' }),
  firstName: optionalText(255),
  middleName: optionalText(255),
  lastName: optionalText(255),
  prefFirstName: optionalText(255),
  prefMiddleName: optionalText(255),
  prefLastName: optionalText(255),
  title: optionalText(255),
  jobCategory: optionalText(255),
  jobDescription: optionalText(255),
  gender: genderSchema.nullable(),
  userGroup: optionalText(255),
  campusCode: optionalText(50),
  websiteUrl,
  preferredLanguage: optionalText(255),
  birthDate: optionalDate,
  expiryDate: optionalDate,
  purgeDate: optionalDate,
  status: statusSchema,
} as const;
export type FieldName = keyof typeof FIELD_SCHEMAS;
export const FIELD_NAMES = Object.keys(FIELD_SCHEMAS) as [FieldName, ...FieldName[]];

export function isField(name: string): name is FieldName {
  return name in FIELD_SCHEMAS;
}
export type FieldValue = string | null;

/** Fields of an EXTERNAL user that may be edited by hand (S078). */
export const EDITABLE_WHEN_EXTERNAL: ReadonlySet<FieldName> = new Set(
  FIELD_NAMES.filter((field) => OWNERSHIP[field] !== 'feed'),
);

/** May this field be edited by hand on an account of this type? Form, API and jobs all ask here. */
export function isEditable(field: FieldName, accountType: string): boolean {
  return accountType !== 'EXTERNAL' || EDITABLE_WHEN_EXTERNAL.has(field);
}

export const emailSchema = z.object({
  id: idSchema,
  address: z.string(),
  types: z.array(emailTypeSchema),
  description: z.string().nullable(),
  preferred: z.boolean(),
  external: z.boolean(),
});
export type Email = z.infer<typeof emailSchema>;

export const phoneSchema = z.object({
  id: idSchema,
  number: z.string(),
  types: z.array(phoneTypeSchema),
  preferred: z.boolean(),
  preferredSms: z.boolean(),
  external: z.boolean(),
});

export const addressSchema = z.object({
  id: idSchema,
  lines: z.array(z.string()),
  city: z.string().nullable(),
  stateProvince: z.string().nullable(),
  postalCode: z.string().nullable(),
  country: z.string().nullable(),
  note: z.string().nullable(),
  startDate: z.string().nullable(),
  endDate: z.string().nullable(),
  types: z.array(addressTypeSchema),
  preferred: z.boolean(),
  external: z.boolean(),
});

export const identifierSchema = z.object({
  id: idSchema,
  type: z.string(),
  value: z.string(),
  note: z.string().nullable(),
  active: z.boolean(),
  external: z.boolean(),
});

export const noteSchema = z.object({
  id: idSchema,
  type: noteTypeSchema,
  text: z.string(),
  userViewable: z.boolean(),
  popup: z.boolean(),
  external: z.boolean(),
  /** Empty when who wrote it was deleted. */
  createdBy: z.string(),
  /** The user who wrote it; null for a note out of a feed that names its writer. */
  createdById: idSchema.nullable(),
  createdAt: z.iso.datetime(),
});

export const roleSchema = z.object({
  id: idSchema,
  role: z.string(),
  scope: z.string().nullable(),
  active: z.boolean(),
  expiryDate: z.string().nullable(),
  /** A group of the directory brought it, and takes it away again. */
  fromDirectory: z.boolean(),
});

const nullableText = z.string().nullable();

/**
 * A whole record as the API sends it. Fields the reader may not see are absent, not null.
 * `seq` is the place in the change log up to which this answer is true.
 */
export const userRecordSchema = z.object({
  id: idSchema,
  version: z.number().int(),
  seq: z.number().int(),
  recordType: recordTypeSchema,
  accountType: accountTypeSchema,
  externalId: nullableText,
  primaryId: z.string(),
  firstName: nullableText,
  middleName: nullableText,
  lastName: nullableText,
  prefFirstName: nullableText,
  prefMiddleName: nullableText,
  prefLastName: nullableText,
  title: nullableText,
  jobCategory: nullableText,
  jobDescription: nullableText,
  gender: genderSchema.nullable(),
  userGroup: nullableText,
  campusCode: nullableText,
  websiteUrl: nullableText,
  preferredLanguage: nullableText,
  birthDate: nullableText.optional(),
  expiryDate: nullableText,
  purgeDate: nullableText,
  status: statusSchema,
  statusDate: z.string(),
  isResearcher: z.boolean(),
  /** When the PIN was last set; null without one. The PIN itself is in no answer. */
  pin: z.iso.datetime().nullable().optional(),
  ...eachLetter(letterChoiceSchema),
  /** Fields of an external user that its feed leaves alone, because somebody edited them here. */
  handEdited: handEditedSchema,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  emails: z.array(emailSchema),
  phones: z.array(phoneSchema),
  addresses: z.array(addressSchema),
  identifiers: z.array(identifierSchema),
  notes: z.array(noteSchema).optional(),
  roles: z.array(roleSchema),
  /** Those of the roles that count today and allow anything, from which follows who may edit the sign-in. */
  heldRoles: z.array(heldRoleSchema),
  lock: lockSchema.nullable(),
  /** Set while the account's sign-in is locked after wrong passwords. */
  signInLockedUntil: z.iso.datetime().nullable(),
});
export type UserRecord = z.infer<typeof userRecordSchema>;

function rowsOf<S extends z.ZodType>(row: S) {
  return z.array(row).max(100, { message: 'list.too-long' }).default([]);
}

/** What Quick User Management sends. Unknown keys are refused (F50). */
export const createUserSchema = z.strictObject({
  ...FIELD_SCHEMAS,
  firstName: FIELD_SCHEMAS.firstName.default(null),
  middleName: FIELD_SCHEMAS.middleName.default(null),
  lastName: FIELD_SCHEMAS.lastName.default(null),
  prefFirstName: FIELD_SCHEMAS.prefFirstName.default(null),
  prefMiddleName: FIELD_SCHEMAS.prefMiddleName.default(null),
  prefLastName: FIELD_SCHEMAS.prefLastName.default(null),
  title: FIELD_SCHEMAS.title.default(null),
  jobCategory: FIELD_SCHEMAS.jobCategory.default(null),
  jobDescription: FIELD_SCHEMAS.jobDescription.default(null),
  gender: FIELD_SCHEMAS.gender.default(null),
  userGroup: FIELD_SCHEMAS.userGroup.default(null),
  campusCode: FIELD_SCHEMAS.campusCode.default(null),
  websiteUrl: FIELD_SCHEMAS.websiteUrl.default(null),
  preferredLanguage: FIELD_SCHEMAS.preferredLanguage.default(null),
  birthDate: FIELD_SCHEMAS.birthDate.default(null),
  expiryDate: FIELD_SCHEMAS.expiryDate.default(null),
  purgeDate: FIELD_SCHEMAS.purgeDate.default(null),
  status: FIELD_SCHEMAS.status.default('ACTIVE'),
  accountType: z.enum(['INTERNAL', 'INTEXTAUTH']).default('INTERNAL'),
  emails: rowsOf(ROW_SCHEMAS.emails),
  phones: rowsOf(ROW_SCHEMAS.phones),
  addresses: rowsOf(ROW_SCHEMAS.addresses),
  identifiers: rowsOf(ROW_SCHEMAS.identifiers),
  ...eachLetter(letterChoiceSchema.default('IN')),
  pin: pinSchema.nullable().default(null),
  acceptLookAlikes: acceptedSchema,
});
export type CreateUser = z.input<typeof createUserSchema>;

function setting<F extends SettableField>(field: F, value: z.ZodType<FieldValue>) {
  return z.strictObject({ op: z.literal('set'), field: z.literal(field), value });
}

/**
 * What is set like a field: the account type, from which much else follows (S080-S082), the letters, and the PIN, which
 * is set to four digits and read as the time at which that was done.
 */
export type SettableField = FieldName | 'accountType' | LetterField | 'pin';
/** What signing in depends on: whether one may, under which name, where the password is checked, and the PIN. */
export const SIGN_IN_FIELDS = ['status', 'expiryDate', 'primaryId', 'accountType', 'pin'] as const;

export function isSignInField(field: string): boolean {
  return (SIGN_IN_FIELDS as readonly string[]).includes(field);
}

type SetSchema = ReturnType<typeof setting>;
const setFieldSchema = z.discriminatedUnion('field', [
  setting('accountType', accountTypeSchema),
  setting('pin', pinSchema),
  ...LETTER_FIELDS.map((field): SetSchema => setting(field, letterChoiceSchema)),
  ...FIELD_NAMES.map((field): SetSchema => setting(field, FIELD_SCHEMAS[field])),
] as [SetSchema, ...SetSchema[]]);

/** What a person did to one field or one row, not a diff of two states. */
export const operationSchema = z.discriminatedUnion('op', [
  setFieldSchema,
  addRowSchema,
  changeRowSchema,
  removeRowSchema,
]);
export interface SetField {
  op: 'set';
  field: SettableField;
  value: FieldValue;
}
export type Operation = SetField | RowOperation;

/** What an operation is about: one field, or one row of a list. */
export function targetOf(operation: Operation): string {
  return operation.op === 'set' ? operation.field : `${operation.list}:${operation.id}`;
}

/** A save: the version the person saw, and what they did to it. At most one operation on one thing. */
export const saveUserSchema = z.strictObject({
  baseVersion: seenVersionSchema.positive(),
  operations: z
    .array(operationSchema)
    .min(1, { message: 'field.required' })
    .max(500, { message: 'list.too-long' })
    .refine((operations) => new Set(operations.map(targetOf)).size === operations.length, {
      message: 'operations.repeated-field',
    }),
});
export interface SaveUser {
  baseVersion: number;
  operations: Operation[];
}
