import { defineEntity, p } from '@mikro-orm/postgresql';
import { LexemesType } from './lexemes.type.js';
import type { AccountType, RecordType, Status } from '../contract/codes.js';

// Values the database draws by its own clock are read back, never sent, hence `defaultRaw` without `onCreate`.
const UserSchema = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().default(1),
    recordType: p.string().$type<RecordType>(),
    accountType: p.string().$type<AccountType>(),
    externalId: p.string().nullable(),
    primaryId: p.string(),
    primaryIdKey: p.string(),
    firstName: p.string().nullable(),
    middleName: p.string().nullable(),
    lastName: p.string().nullable(),
    prefFirstName: p.string().nullable(),
    prefMiddleName: p.string().nullable(),
    prefLastName: p.string().nullable(),
    title: p.string().nullable(),
    jobCategory: p.string().nullable(),
    jobDescription: p.string().nullable(),
    gender: p.string().nullable(),
    userGroup: p.string().nullable(),
    campusCode: p.string().nullable(),
    websiteUrl: p.string().nullable(),
    preferredLanguage: p.string().nullable(),
    birthDate: p.date().nullable(),
    expiryDate: p.date().nullable(),
    purgeDate: p.date().nullable(),
    status: p.string().$type<Status>().default('ACTIVE'),
    statusDate: p.date().defaultRaw('current_date'),
    /** Codes of the letters this user opted out of. */
    lettersOut: p.array().default([]),
    isResearcher: p.boolean().default(false),
    createdAt: p.datetime().defaultRaw('clock_timestamp()'),
    updatedAt: p.datetime().defaultRaw('clock_timestamp()'),
    sortName: p.string(),
    nameSearch: p.type(LexemesType).$type<string>().lazy(),
    // As text: a token is compared, never counted with.
    lockId: p.bigint('string').nullable(),
  },
});

/** The row of a user record. Its lists (e-mails, roles, …) are rows of their own. */
export class User extends UserSchema.class {}
UserSchema.setClass(User);
export { UserSchema };
