import { describe, expect, it } from '@jest/globals';
import { blankUser, check, emailTypes, refusedControls, type NewUser } from './quick-add.ts';

function filled(over: Partial<NewUser['fields']> = {}, address = 'ada@example.org'): NewUser {
  const blank = blankUser();
  const fields = { ...blank.fields, firstName: 'Ada', lastName: 'Lovelace', primaryId: 'ada.l', ...over };
  return { ...blank, fields, email: { type: 'work', address } };
}

describe('Quick User Management', () => {
  it('S037 asks for first name, last name, primary identifier and an e-mail address', () => {
    const { body, errors } = check(blankUser());
    expect(body).toBeNull();
    expect([...errors]).toEqual([
      ['firstName', 'field.required'],
      ['lastName', 'field.required'],
      ['primaryId', 'field.required'],
      ['emails.0.address', 'field.required'],
    ]);
  });

  it('makes the body of the portal out of the form', () => {
    const { body, errors } = check(filled({ firstName: ' Ada ', birthDate: '1815-12-10' }, ' ada@example.org '));
    expect(errors.size).toBe(0);
    expect(body).toMatchObject({
      recordType: 'STAFF',
      firstName: 'Ada',
      middleName: null,
      birthDate: '1815-12-10',
      status: 'ACTIVE',
      accountType: 'INTERNAL',
      emails: [{ address: 'ada@example.org', types: ['work'], preferred: true }],
    });
  });

  it('S060 offers the e-mail types of the record type, and refuses another', () => {
    expect(emailTypes('PUBLIC')).toContain('school');
    expect(emailTypes('STAFF')).not.toContain('school');
    const user = filled();
    user.email.type = 'school';
    expect([...check(user).errors]).toEqual([['emails.0.types', 'code.unknown']]);
  });

  it('refuses where the contract refuses, at the control', () => {
    const { errors } = check(filled({ websiteUrl: 'nowhere' }, 'nobody'));
    expect([...errors]).toEqual([
      ['websiteUrl', 'url.invalid'],
      ['emails.0.address', 'email.invalid'],
    ]);
  });

  it("puts the portal's refusals at the control", () => {
    const base = { type: '', title: '', status: 409 };
    expect([...refusedControls({ ...base, code: 'user.identifier-taken' })]).toEqual([
      ['primaryId', 'identifier.taken'],
    ]);
    const rules = { ...base, code: 'record.rules' as const };
    expect([...refusedControls({ ...rules, errors: [{ path: 'emails.0.types.0', code: 'x' }] })]).toEqual([
      ['emails.0.types', 'x'],
    ]);
  });
});
