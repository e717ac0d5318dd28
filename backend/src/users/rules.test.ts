import { EDITABLE_WHEN_EXTERNAL, FIELD_NAMES } from '../contract/users.js';
import type { Fields } from './rules.js';
import { checkEditable, checkRecord, fillPreferredName } from './rules.js';

const TODAY = '2026-11-23';

function fields(given: Partial<Fields> = {}): Fields {
  const empty = Object.fromEntries(FIELD_NAMES.map((field) => [field, null])) as Fields;
  const needed = { recordType: 'PUBLIC', primaryId: 'x', firstName: 'Mary', lastName: 'Somerville', status: 'ACTIVE' };
  return { ...empty, ...needed, ...given };
}

function errorsOf(given: Partial<Fields>): string[] {
  return checkRecord(fields(given), TODAY).map(({ path, code }) => `${path} ${code}`);
}

describe('fillPreferredName', () => {
  const main = { firstName: 'Margaret', middleName: 'H', lastName: 'Hamilton' };
  const none = { prefFirstName: null, prefMiddleName: null, prefLastName: null };

  it('S040 fills the missing parts from the main name', () => {
    const filled = { prefFirstName: 'Peggy', prefMiddleName: 'H', prefLastName: 'Hamilton' };
    expect(fillPreferredName({ ...main, ...none, prefFirstName: 'Peggy' })).toEqual({ ...main, ...filled });
  });

  it('S040 fills nothing where no preferred part is given', () => {
    expect(fillPreferredName({ ...main, ...none })).toEqual({ ...main, ...none });
  });

  it('S040 overwrites no part that is given, and leaves missing what the main name has not', () => {
    const given = { ...main, middleName: null, prefFirstName: 'P', prefMiddleName: null, prefLastName: 'Q' };
    expect(fillPreferredName(given)).toEqual(given);
  });
});

describe('checkRecord', () => {
  it('S037 asks for the names it is told to ask for, and for no others', () => {
    const nameless = fields({ firstName: null, lastName: '' });
    expect(checkRecord(nameless, TODAY, ['firstName', 'lastName']).map(({ path }) => path)).toEqual([
      'firstName',
      'lastName',
    ]);
    expect(checkRecord(nameless, TODAY)).toEqual([]);
    expect(checkRecord(fields(), TODAY, ['firstName', 'lastName'])).toEqual([]);
  });

  it.each(['', null, '\u200B', ' \u2060'])('S044 F61 the primary identifier %j is missing', (primaryId) => {
    expect(errorsOf({ primaryId })).toEqual(['primaryId field.required']);
  });

  it('S051 nobody is born tomorrow, and everybody may be born today', () => {
    expect(errorsOf({ birthDate: '2026-11-24' })).toEqual(['birthDate date.in-future']);
    expect(errorsOf({ birthDate: TODAY })).toEqual([]);
  });

  it('S052 S053 nobody leaves before birth or is purged before leaving; one day may be both', () => {
    expect(errorsOf({ birthDate: '2000-01-02', expiryDate: '2000-01-01' })).toEqual(['expiryDate date.before-birth']);
    expect(errorsOf({ expiryDate: '2030-01-02', purgeDate: '2030-01-01' })).toEqual(['purgeDate date.before-expiry']);
    expect(errorsOf({ expiryDate: '2030-01-01', purgeDate: '2030-01-01' })).toEqual([]);
    expect(errorsOf({ purgeDate: '2000-01-01' })).toEqual([]);
    expect(errorsOf({ birthDate: '2000-01-02', purgeDate: '2000-01-01' })).toEqual(['purgeDate date.before-birth']);
  });
});

describe('checkEditable', () => {
  it('S077 allows every field of accounts that are managed here', () => {
    expect(checkEditable(FIELD_NAMES, 'INTERNAL')).toEqual([]);
    expect(checkEditable(FIELD_NAMES, 'INTEXTAUTH')).toEqual([]);
  });

  it('S078 names every field of an external account that the feed owns', () => {
    const refused = checkEditable(FIELD_NAMES, 'EXTERNAL').map(({ path }) => path);
    expect(refused).toEqual(FIELD_NAMES.filter((field) => !EDITABLE_WHEN_EXTERNAL.has(field)));
    expect(refused).toEqual(expect.arrayContaining(['firstName', 'lastName', 'birthDate', 'primaryId', 'recordType']));
  });
});
