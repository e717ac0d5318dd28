import { z } from 'zod';
import { CODE_TABLES } from './code-tables.js';

import type { RecordType } from './codes.js';
import { directoryRoles } from './directory.js';
import { NAME_DISPLAY, NAME_ORDERS } from './names.js';
import { ACCESS_LIMITS } from './session-list.js';
import { PARAMETERS, setting } from './setting-parameters.js';
import { SIGN_IN_LIMITS } from './sign-in-limits.js';
import { optionalText, seenVersionSchema, text } from './text.js';
import type { FieldName } from './users.js';

/** Parts of the add form that can be made mandatory: fields of the record, and one row of a list. */
export const MANDATORY_FIELDS = [
  'firstName',
  'middleName',
  'lastName',
  'primaryId',
  'title',
  'prefFirstName',
  'prefMiddleName',
  'prefLastName',
  'email',
  'phone',
  'address',
  'identifier1',
  'jobCategory',
  'jobDescription',
  'userGroup',
  'campusCode',
  'gender',
  'birthDate',
  'preferredLanguage',
  'websiteUrl',
  'expiryDate',
  'purgeDate',
] as const satisfies readonly (FieldName | 'email' | 'phone' | 'address' | 'identifier1')[];
export type MandatoryField = (typeof MANDATORY_FIELDS)[number];
/** No record can do without it, whatever an administrator chooses (S044). */
export const ALWAYS_MANDATORY: MandatoryField = 'primaryId';

const mandatoryList = z
  .array(z.enum(MANDATORY_FIELDS, { message: 'field.unknown' }))
  .max(MANDATORY_FIELDS.length, { message: 'list.too-long' })
  .refine((fields) => fields.includes(ALWAYS_MANDATORY), { message: 'mandatory.primary-id' })
  .transform((fields) => MANDATORY_FIELDS.filter((field) => fields.includes(field)));
const mandatoryForContacts = mandatoryList.refine((fields) => !fields.includes('identifier1'), {
  message: 'mandatory.no-identifier',
});
const PERSON: MandatoryField[] = ['firstName', 'lastName', 'primaryId', 'email'];

const mandatoryFields = z.strictObject({
  PUBLIC: mandatoryList,
  STAFF: mandatoryList,
  CONTACT: mandatoryForContacts,
  ORGANIZATION: mandatoryList,
  NON_AFFILIATED: mandatoryList,
} satisfies Record<RecordType, z.ZodType>);

const nameDisplay = z.strictObject({
  order: z.enum(NAME_ORDERS, { message: 'code.unknown' }),
  inText: z.enum(NAME_ORDERS, { message: 'code.unknown' }),
  middleName: z.boolean(),
});

/** Highest number an identifier may start at; far below where a number loses exactness. */
const MOST_START = 1_000_000_000_000;

/**
 * How new identifiers are made, by identifier type (`USERNAME`: the primary identifier): the prefix and the
 * sequence's number, which `startAt` can raise and nothing can lower. A type without an entry is not generated.
 */
const idGeneration = z.record(
  text(50).min(1, { message: 'field.required' }),
  z.strictObject({
    prefix: text(50),
    startAt: z
      .number({ message: 'number.not-a-start' })
      .int({ message: 'number.not-a-start' })
      .min(1, { message: 'number.not-a-start' })
      .max(MOST_START, { message: 'number.not-a-start' }),
  }),
);

/** Longest life of a one-time password: a month. */
const MOST_HOURS = 720;
const hours = z
  .number({ message: 'number.not-an-hour-count' })
  .int({ message: 'number.not-an-hour-count' })
  .min(1, { message: 'number.not-an-hour-count' })
  .max(MOST_HOURS, { message: 'number.not-an-hour-count' });

/** Every setting of the institution, by name. */
export const SETTINGS = {
  ...PARAMETERS,
  ...ACCESS_LIMITS,
  ...SIGN_IN_LIMITS,
  /** Do letters greet people by their preferred name? (S043) */
  letters_use_preferred_name: setting(z.boolean(), true),
  /** Must an identifier be unique across types, not only within its own? (S096) */
  unique_across_types: setting(z.boolean(), false),
  /** Does the institution have researchers? Letters about research are offered only then (S054). */
  research_enabled: setting(z.boolean(), true),
  mandatory_fields: setting(mandatoryFields, {
    PUBLIC: PERSON,
    STAFF: PERSON,
    CONTACT: PERSON,
    ORGANIZATION: ['lastName', 'primaryId', 'email'],
    NON_AFFILIATED: PERSON,
  }),
  name_display: setting(nameDisplay, NAME_DISPLAY),
  id_generation: setting(idGeneration, {}),
  /** Hours in which a one-time password must be used (F20). */
  one_time_password_hours: setting(hours, 72),
  /** No password may contain it (F19). */
  institution_name: setting(optionalText(255), null),
  /** Which role the members of which group of the directory have (S028). */
  directory_roles: setting(directoryRoles, {}),
  ...CODE_TABLES,
};
export type SettingName = keyof typeof SETTINGS;
export const SETTING_NAMES = Object.keys(SETTINGS) as [SettingName, ...SettingName[]];
export const settingNameSchema = z.enum(SETTING_NAMES);
export type SettingValue<N extends SettingName> = z.output<(typeof SETTINGS)[N]['schema']>;

/** A setting as it is now. Version 0 is the value it came with, which nobody has changed. */
export interface SettingState<N extends SettingName = SettingName> {
  value: SettingValue<N>;
  version: number;
  updatedAt: string | null;
  updatedBy: string | null;
}
export type AllSettings = { [N in SettingName]: SettingState<N> };

function stateSchema(name: SettingName) {
  return z.object({
    value: SETTINGS[name].schema,
    version: z.number().int(),
    updatedAt: z.iso.datetime().nullable(),
    updatedBy: z.string().nullable(),
  });
}

export const settingsAnswerSchema = z.object({
  settings: z.object(
    Object.fromEntries(SETTING_NAMES.map((name) => [name, stateSchema(name)])),
  ) as unknown as z.ZodType<AllSettings>,
});

/** The answer to a save: the setting as it is now. */
export function settingStateSchema<N extends SettingName>(name: N): z.ZodType<SettingState<N>> {
  return stateSchema(name) as unknown as z.ZodType<SettingState<N>>;
}

/** A save: the version the person saw, and the whole value they want. */
export const saveSettingSchema = z.strictObject({ baseVersion: seenVersionSchema.nonnegative(), value: z.unknown() });
export type SaveSetting = z.infer<typeof saveSettingSchema>;

/** One entry of a setting's own history. */
export const settingChangeSchema = z.object({
  id: z.number().int(),
  name: settingNameSchema,
  version: z.number().int(),
  before: z.unknown(),
  after: z.unknown(),
  actor: z.string(),
  at: z.iso.datetime(),
});
export type SettingChange = z.infer<typeof settingChangeSchema>;
export const settingHistorySchema = z.object({
  entries: z.array(settingChangeSchema),
  next: z.number().int().nullable(),
});
export type SettingHistory = z.infer<typeof settingHistorySchema>;

/** How many records use each code of a table; codes nobody uses are missing. */
export const codeUseSchema = z.object({ use: z.record(z.string(), z.number().int()) });

/** The number each identifier type's sequence comes to next; types that never generated one are missing. */
export const sequencesSchema = z.object({ next: z.record(z.string(), z.number().int()) });

/** A value tried against a pattern before it is saved. `code` and `detail` say why the pattern cannot be used. */
export const tryPatternSchema = z.strictObject({
  pattern: z.string().max(100_000, { message: 'text.too-long' }),
  value: z.string().max(1000, { message: 'text.too-long' }),
});
export type TryPattern = z.infer<typeof tryPatternSchema>;
export const patternTrialSchema = z.object({
  matches: z.boolean(),
  code: z.string().nullable(),
  detail: z.string().nullable(),
});
export type PatternTrial = z.infer<typeof patternTrialSchema>;
