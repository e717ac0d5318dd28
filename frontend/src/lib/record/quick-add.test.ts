import { describe, expect, it } from '@jest/globals';
import { SETTINGS } from '#contract/settings.ts';
import {
  asksIdentifier,
  blankUser,
  check,
  emailTypes,
  forRecordType,
  refusedControls,
  type FormSettings,
  type NewUser,
} from './quick-add.ts';

const SET: FormSettings = {
  mandatory: SETTINGS.mandatory_fields.initial,
  tables: {
    user_titles: SETTINGS.user_titles.initial,
    user_groups: SETTINGS.user_groups.initial,
    job_categories: SETTINGS.job_categories.initial,
    identifier_types: SETTINGS.identifier_types.initial,
    institution_languages: SETTINGS.institution_languages.initial,
    country_codes: SETTINGS.country_codes.initial,
  },
};

function mandatoryForStaff(...STAFF: FormSettings['mandatory']['STAFF']): FormSettings {
  return { ...SET, mandatory: { ...SET.mandatory, STAFF } };
}

function filled(over: Partial<NewUser['fields']> = {}, address = 'ada@example.org'): NewUser {
  const blank = blankUser();
  const fields = { ...blank.fields, firstName: 'Ada', lastName: 'Lovelace', primaryId: 'ada.l', ...over };
  return { ...blank, fields, email: { type: 'work', address } };
}

describe('Quick User Management', () => {
  it('S037 asks for first name, last name, primary identifier and an e-mail address', () => {
    const { body, errors } = check(blankUser(), SET);
    expect(body).toBeNull();
    expect([...errors]).toEqual([
      ['firstName', 'field.required'],
      ['lastName', 'field.required'],
      ['primaryId', 'field.required'],
      ['emails.0.address', 'field.required'],
    ]);
  });

  it('S037 asks for what the institution made mandatory, fields and rows alike', () => {
    const settings = mandatoryForStaff('primaryId', 'title', 'phone', 'address', 'identifier1');
    expect([...check(blankUser(), settings).errors.keys()]).toEqual([
      ...['primaryId', 'title', 'phones.0.number', 'addresses.0.lines.0'],
      ...['identifiers.0.type', 'identifiers.0.value', 'emails.0.address'],
    ]);
  });

  it('S072 asks for the address Staff and Public users keep, whatever is configured, and others for none', () => {
    const least: FormSettings['mandatory']['STAFF'] = ['primaryId'];
    const settings: FormSettings = {
      ...SET,
      mandatory: { ...SET.mandatory, STAFF: least, PUBLIC: least, CONTACT: least },
    };
    const asked = (recordType: string): unknown =>
      check(filled({ recordType }, ''), settings).errors.get('emails.0.address');
    expect(['STAFF', 'PUBLIC', 'CONTACT'].map(asked)).toEqual(['field.required', 'field.required', undefined]);
  });

  it('S055 has an identifier only where Identifier 1 is mandatory', () => {
    const user = { ...filled(), identifier: { type: 'BARCODE', value: '123' } };
    expect([asksIdentifier(user, SET), check(user, SET).body?.identifiers]).toEqual([false, []]);
    const asked = mandatoryForStaff('primaryId', 'identifier1');
    expect(check(user, asked).body?.identifiers).toMatchObject([{ type: 'BARCODE', value: '123' }]);
  });

  it('makes the body of the portal out of the form', () => {
    const typed = filled({ firstName: ' Ada ', birthDate: '1815-12-10' }, ' ada@example.org ');
    const { body, errors } = check({ ...typed, phone: { type: 'mobile', number: ' +47 1 ' }, pin: '0042' }, SET);
    expect(errors.size).toBe(0);
    expect(body).toMatchObject({
      recordType: 'STAFF',
      firstName: 'Ada',
      middleName: null,
      birthDate: '1815-12-10',
      status: 'ACTIVE',
      accountType: 'INTERNAL',
      emails: [{ address: 'ada@example.org', types: ['work'], preferred: true }],
      phones: [{ number: '+47 1', types: ['mobile'], preferred: true }],
      addresses: [],
      pin: '0042',
      letterResetPassword: 'IN',
    });
  });

  it('S063 takes an address without its empty lines, and asks for its first', () => {
    const { address } = blankUser();
    const whole = { ...filled(), address: { ...address, lines: ['1 Main Street', '', ''], city: 'Oslo' } };
    expect(check(whole, SET).body?.addresses).toMatchObject([{ lines: ['1 Main Street'], city: 'Oslo' }]);
    const half = { ...filled(), address: { ...address, city: 'Oslo' } };
    expect([...check(half, SET).errors]).toEqual([['addresses.0.lines.0', 'field.required']]);
  });

  it('S060 S062 S066 what is not for the record type gives way when it is chosen', () => {
    expect(emailTypes('PUBLIC')).toContain('school');
    expect(emailTypes('STAFF')).not.toContain('school');
    const user = filled({ recordType: 'PUBLIC', userGroup: 'GRAD', title: 'DR' });
    const typed: NewUser = {
      ...user,
      email: { ...user.email, type: 'school' },
      identifier: { type: 'ORCID', value: '1' },
    };
    const contact = forRecordType({ ...typed, fields: { ...typed.fields, recordType: 'CONTACT' } }, SET);
    expect([contact.email.type, contact.fields.title, contact.fields.userGroup]).toEqual(['personal', 'DR', 'GRAD']);
    expect(contact.identifier).toEqual({ type: '', value: '1' });
    expect(forRecordType(typed, SET)).toEqual(typed);
  });

  it('S031 refuses a PIN that is not four digits, and refuses where the contract refuses, at the control', () => {
    const { errors } = check({ ...filled({ websiteUrl: 'nowhere' }, 'nobody'), pin: '12' }, SET);
    expect(Object.fromEntries(errors)).toEqual({
      websiteUrl: 'url.invalid',
      'emails.0.address': 'email.invalid',
      pin: 'pin.invalid',
    });
  });

  it("puts the portal's refusals at the control", () => {
    const base = { type: '', title: '', status: 409 };
    expect([...refusedControls({ ...base, code: 'user.identifier-taken' })]).toEqual([
      ['primaryId', 'identifier.taken'],
    ]);
    const rules = { ...base, code: 'record.rules' as const };
    const at = (path: string) => [...refusedControls({ ...rules, errors: [{ path, code: 'x' }] }).keys()];
    expect(
      ['emails.0.types.0', 'emails', 'identifiers', 'addresses.0.lines', 'addresses.0.city', 'pin'].flatMap(at),
    ).toEqual([
      'emails.0.types',
      'emails.0.address',
      'identifiers.0.value',
      'addresses.0.lines.0',
      'addresses.0.city',
      'pin',
    ]);
  });
});
