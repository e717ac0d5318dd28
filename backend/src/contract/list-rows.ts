import { z } from 'zod';
import { addressTypeSchema, emailTypeSchema, noteTypeSchema, phoneTypeSchema } from './codes.js';
import { ROLE_CODES } from './permissions.js';
import { idSchema, optionalDate, optionalText, text } from './text.js';

const required = { message: 'field.required' };
const flag = z.boolean().default(false);
const date = optionalDate.default(null);

/** Parts of a record that are lists of rows; rows are added, changed and removed one by one. */
export const LIST_NAMES = ['emails', 'phones', 'addresses', 'identifiers', 'notes', 'roles'] as const;
export const listNameSchema = z.enum(LIST_NAMES);
export type ListName = z.infer<typeof listNameSchema>;

/**
 * What a person may say about a row of each list. `external` rows belong to the feed; only rows of an external user
 * can be external (S088). Who wrote a note, and when, is the server's to say.
 */
export const ROW_SCHEMAS = {
  emails: z.strictObject({
    address: z
      .string()
      .trim()
      .pipe(z.email({ message: 'email.invalid' }).max(255, { message: 'text.too-long' })),
    types: z.array(emailTypeSchema).min(1, required).max(10),
    description: optionalText(255).default(null),
    preferred: flag,
    external: flag,
  }),
  phones: z.strictObject({
    number: text(255).min(1, required),
    types: z.array(phoneTypeSchema).min(1, required).max(11),
    preferred: flag,
    preferredSms: flag,
    external: flag,
  }),
  addresses: z
    .strictObject({
      lines: z.array(text(255)).min(1, required).max(5),
      city: optionalText(255).default(null),
      stateProvince: optionalText(255).default(null),
      postalCode: optionalText(255).default(null),
      country: optionalText(255).default(null),
      note: optionalText(1000).default(null),
      startDate: date,
      endDate: date,
      types: z.array(addressTypeSchema).min(1, required).max(4),
      preferred: flag,
      external: flag,
    })
    .refine(({ lines }) => lines[0] !== '', { path: ['lines', 0], ...required })
    .refine(({ startDate, endDate }) => startDate === null || endDate === null || endDate >= startDate, {
      path: ['endDate'],
      message: 'date.before-start',
    }),
  identifiers: z.strictObject({
    type: text(50).min(1, required),
    value: text(255).min(1, required),
    note: optionalText(2000).default(null),
    active: z.boolean().default(true),
    external: flag,
  }),
  notes: z.strictObject({
    type: noteTypeSchema,
    text: text(2000).min(1, required),
    userViewable: flag,
    popup: flag,
    external: flag,
  }),
  roles: z.strictObject({
    role: z.enum(ROLE_CODES as [string, ...string[]], { message: 'role.unknown' }),
    scope: optionalText(50).default(null),
    active: z.boolean().default(true),
    expiryDate: date,
  }),
} as const;

/** A row as a person gives it, checked; the stored row has an id besides. */
export type RowInput<L extends ListName = ListName> = z.output<(typeof ROW_SCHEMAS)[L]>;

const target = { id: idSchema };

function addition<L extends ListName, S extends z.ZodType>(list: L, row: S) {
  return z.strictObject({ op: z.literal('add'), list: z.literal(list), ...target, row });
}

function alteration<L extends ListName, S extends z.ZodType>(list: L, row: S) {
  return z.strictObject({ op: z.literal('change'), list: z.literal(list), ...target, row });
}

/**
 * One thing a person did to one row. The id of a new row is made by whoever adds it (a UUID), so that a row can be
 * spoken of before it is saved and a retry adds it once.
 */
export const addRowSchema = z.discriminatedUnion('list', [
  addition('emails', ROW_SCHEMAS.emails),
  addition('phones', ROW_SCHEMAS.phones),
  addition('addresses', ROW_SCHEMAS.addresses),
  addition('identifiers', ROW_SCHEMAS.identifiers),
  addition('notes', ROW_SCHEMAS.notes),
  addition('roles', ROW_SCHEMAS.roles),
]);
export const changeRowSchema = z.discriminatedUnion('list', [
  alteration('emails', ROW_SCHEMAS.emails),
  alteration('phones', ROW_SCHEMAS.phones),
  alteration('addresses', ROW_SCHEMAS.addresses),
  alteration('identifiers', ROW_SCHEMAS.identifiers),
  alteration('notes', ROW_SCHEMAS.notes),
  alteration('roles', ROW_SCHEMAS.roles),
]);
export const removeRowSchema = z.strictObject({ op: z.literal('remove'), list: listNameSchema, ...target });
export type RowOperation =
  z.output<typeof addRowSchema> | z.output<typeof changeRowSchema> | z.output<typeof removeRowSchema>;
