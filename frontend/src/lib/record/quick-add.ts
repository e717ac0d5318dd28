import { offeredRows, type CodeTableName } from '#contract/code-tables.ts';
import {
  ADDRESS_TYPES_BY_RECORD_TYPE,
  EMAIL_TYPES_BY_RECORD_TYPE,
  PHONE_TYPES_BY_RECORD_TYPE,
  recordTypeSchema,
  type AddressType,
  type EmailType,
  type PhoneType,
  type RecordType,
} from '#contract/codes.ts';
import { mandatoryWhenAdding } from '#contract/mandatory.ts';
import { eachLetter, type Letters } from '#contract/letters.ts';
import type { Problem } from '#contract/problems.ts';
import type { MandatoryField, SettingValue } from '#contract/settings.ts';
import { createUserSchema, FIELD_NAMES, type CreateUser, type FieldName } from '#contract/users.ts';
import { isFieldName, normalise } from './field-value.ts';
import { TABLE_OF, type TableField } from './fields.ts';

/** What stands in the form: text as typed. */
export interface NewUser {
  fields: Record<FieldName, string>;
  accountType: 'INTERNAL' | 'INTEXTAUTH';
  email: { type: EmailType; address: string };
  phone: { type: PhoneType; number: string };
  address: NewAddress;
  identifier: { type: string; value: string };
  pin: string;
  letters: Letters;
}

export interface NewAddress {
  type: AddressType;
  lines: readonly string[];
  city: string;
  stateProvince: string;
  postalCode: string;
  country: string;
  note: string;
  startDate: string;
  endDate: string;
}

/** What the institution has set that the form follows. */
export interface FormSettings {
  mandatory: SettingValue<'mandatory_fields'>;
  tables: { [T in CodeTableName]: SettingValue<T> };
}

/** Code of the message for each refused control, by its path in the body. */
export type NewUserErrors = ReadonlyMap<string, string>;

export const EMAIL_ADDRESS = 'emails.0.address';
export const EMAIL_TYPE = 'emails.0.types';
export const PHONE_NUMBER = 'phones.0.number';
export const PHONE_TYPE = 'phones.0.types';
export const ADDRESS_LINE = 'addresses.0.lines.0';
export const ADDRESS_TYPE = 'addresses.0.types';
export const IDENTIFIER_TYPE = 'identifiers.0.type';
export const IDENTIFIER_VALUE = 'identifiers.0.value';

const NO_ADDRESS = { city: '', stateProvince: '', postalCode: '', country: '', note: '', startDate: '', endDate: '' };

export function blankUser(): NewUser {
  const blank = Object.fromEntries(FIELD_NAMES.map((field) => [field, ''])) as Record<FieldName, string>;
  return {
    fields: { ...blank, recordType: 'STAFF', status: 'ACTIVE' },
    accountType: 'INTERNAL',
    email: { type: 'work', address: '' },
    phone: { type: 'office', number: '' },
    address: { type: 'work', lines: ['', ''], ...NO_ADDRESS },
    identifier: { type: '', value: '' },
    pin: '',
    letters: eachLetter('IN'),
  };
}

export function recordTypeOf({ fields }: NewUser): RecordType {
  return recordTypeSchema.parse(fields.recordType);
}

export function mandatoryFor(user: NewUser, { mandatory }: FormSettings): ReadonlySet<MandatoryField> {
  return new Set(mandatoryWhenAdding(mandatory, recordTypeOf(user)));
}

/** The identifier is asked for only where it is mandatory (S055). */
export function asksIdentifier(user: NewUser, settings: FormSettings): boolean {
  return mandatoryFor(user, settings).has('identifier1');
}

/** E-mail types this record type may use (S060). */
export function emailTypes(recordType: RecordType): readonly EmailType[] {
  return EMAIL_TYPES_BY_RECORD_TYPE[recordType];
}

function allowed<T>(type: T, types: readonly T[]): T {
  return types.includes(type) ? type : (types[0] ?? type);
}

/** After the record type was changed: types and codes that are not for it give way to ones that are. */
export function forRecordType(user: NewUser, { tables }: FormSettings): NewUser {
  const recordType = recordTypeOf(user);
  const isOffered = (table: CodeTableName, code: string): boolean =>
    offeredRows(tables[table], recordType).some((row) => row.code === code);
  const fields = { ...user.fields };
  for (const [field, table] of Object.entries(TABLE_OF) as [TableField, CodeTableName][]) {
    if (!isOffered(table, fields[field])) fields[field] = '';
  }
  const { email, phone, address, identifier } = user;
  return {
    ...user,
    fields,
    email: { ...email, type: allowed(email.type, emailTypes(recordType)) },
    phone: { ...phone, type: allowed(phone.type, PHONE_TYPES_BY_RECORD_TYPE[recordType]) },
    address: { ...address, type: allowed(address.type, ADDRESS_TYPES_BY_RECORD_TYPE[recordType]) },
    identifier: isOffered('identifier_types', identifier.type) ? identifier : { ...identifier, type: '' },
  };
}

function addressRows({ type, lines, ...rest }: NewAddress): unknown[] {
  const given = lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);
  if (given.length === 0 && Object.values(rest).every((part) => part.trim() === '')) return [];
  return [{ ...rest, lines: given.length === 0 ? [''] : given, types: [type], preferred: true }];
}

export function toBody(user: NewUser, settings: FormSettings): unknown {
  const { fields, accountType, email, phone, address, identifier, pin, letters } = user;
  const values = FIELD_NAMES.map((field) => [field, normalise(field, fields[field])]);
  const mail = email.address.trim();
  const number = phone.number.trim();
  return {
    ...Object.fromEntries(values),
    accountType,
    emails: mail === '' ? [] : [{ address: mail, types: [email.type], preferred: true }],
    phones: number === '' ? [] : [{ number, types: [phone.type], preferred: true }],
    addresses: addressRows(address),
    identifiers: asksIdentifier(user, settings) ? [identifier] : [],
    ...letters,
    pin: pin === '' ? null : pin,
  };
}

/** What must be filled in and is empty, by the path of its control. */
function missing(user: NewUser, settings: FormSettings): string[] {
  const { fields, email, phone, address, identifier } = user;
  const parts: Partial<Record<MandatoryField, [string, string][]>> = {
    email: [[EMAIL_ADDRESS, email.address]],
    phone: [[PHONE_NUMBER, phone.number]],
    address: [[ADDRESS_LINE, address.lines[0] ?? '']],
    identifier1: [
      [IDENTIFIER_TYPE, identifier.type],
      [IDENTIFIER_VALUE, identifier.value],
    ],
  };
  return [...mandatoryFor(user, settings)].flatMap((field) => {
    const controls = isFieldName(field) ? [[field, fields[field]] as const] : (parts[field] ?? []);
    return controls.filter(([, value]) => value.trim() === '').map(([path]) => path);
  });
}

/** Checks the form as the portal will: the contract's schema, and what is mandatory on this page. */
export function check(user: NewUser, settings: FormSettings): { body: CreateUser | null; errors: NewUserErrors } {
  const errors = new Map(missing(user, settings).map((path) => [path, 'field.required']));
  const parsed = createUserSchema.safeParse(toBody(user, settings));
  if (parsed.success) return { body: errors.size === 0 ? parsed.data : null, errors };
  for (const issue of parsed.error.issues) {
    const path = controlOf(issue.path.join('.'));
    if (!errors.has(path))
      errors.set(path, /^[a-z]+(\.[a-z-]+)+$/.test(issue.message) ? issue.message : 'value.invalid');
  }
  return { body: null, errors };
}

/** Where a list as a whole, or a row as a whole, is refused. */
const FIRST_CONTROL: Partial<Record<string, string>> = {
  emails: EMAIL_ADDRESS,
  phones: PHONE_NUMBER,
  addresses: ADDRESS_LINE,
  identifiers: IDENTIFIER_VALUE,
};

/** A refusal deep in the body belongs to the control that holds it. */
function controlOf(path: string): string {
  const [list = '', , part] = path.split('.');
  const first = FIRST_CONTROL[list];
  if (first === undefined) return path;
  if (part === undefined) return first;
  return part === 'types' ? `${list}.0.types` : part === 'lines' && path.endsWith('lines') ? first : path;
}

export function refusedControls(problem: Problem): NewUserErrors {
  const errors = new Map((problem.errors ?? []).map(({ path, code }) => [controlOf(path), code]));
  if (errors.size === 0 && problem.code === 'user.identifier-taken') errors.set('primaryId', 'identifier.taken');
  return errors;
}
