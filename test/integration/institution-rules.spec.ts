import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RECORD_TYPES } from '../../backend/src/contract/codes.js';
import type { ListName } from '../../backend/src/contract/list-rows.js';
import type { SettingName } from '../../backend/src/contract/settings.js';
import { SETTING_NAMES, SETTINGS } from '../../backend/src/contract/settings.js';
import { aSourceUser, anIdentifier, FeedFolder } from '../fixtures/feed.js';
import { countsOf, synchronise } from '../fixtures/feed-run.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import type { TestPortal } from '../support/portal.js';
import { startSecondNode, startTestPortal } from '../support/portal.js';
import type { RecordOrProblem } from '../support/records.js';
import { readRecord, saveFields } from '../support/records.js';
import { adding, changing, save, setting } from '../support/rows.js';
import { readSettings, saveSetting } from '../support/settings.js';

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());
// Every test begins with the settings the product comes with.
beforeEach(async () => {
  const now = await readSettings(ada);
  for (const name of SETTING_NAMES.filter((one) => now[one].version > 0)) await configure(name, SETTINGS[name].initial);
});

async function configure(name: SettingName, value: unknown): Promise<void> {
  const answer = await saveSetting(ada, name, value);
  if (answer.status !== 200) throw new Error(`not configured: ${JSON.stringify(answer.body)}`);
}

function add(given: Record<string, unknown> = {}): Promise<Answer<RecordOrProblem>> {
  return ada.post<RecordOrProblem>('/api/users', {
    recordType: 'PUBLIC',
    primaryId: randomUUID(),
    firstName: 'Mary',
    lastName: 'Somerville',
    emails: [{ address: 'mary@example.org', types: ['work'] }],
    ...given,
  });
}

const errorsOf = ({ body }: Answer<{ errors?: { path: string; code: string }[] | undefined }>): string[] =>
  (body.errors ?? []).map(({ path, code }) => `${path} ${code}`);

const ADDRESS = { lines: ['1 Main Street'], types: ['home'] };

/** A parameter, the list whose rows it concerns, and a row as it asks for and one as it does not. */
interface RowPattern {
  row: string;
  parameter: SettingName;
  pattern: string;
  list: ListName;
  right: object;
  wrong: object;
  /** Path of the refused value within the row. */
  part: string;
}

const LINES = ['a', 'b', 'c', 'd', 'e'];
const ROWS: RowPattern[] = [
  {
    ...{ row: 'S061', parameter: 'email_regex', pattern: '.*@example\\.org', list: 'emails', part: 'address' },
    right: { address: 'b@example.org', types: ['work'] },
    wrong: { address: 'b@example.com', types: ['work'] },
  },
  {
    ...{ row: 'S067', parameter: 'phone_regex', pattern: '\\+\\d+', list: 'phones', part: 'number' },
    right: { number: '+4711', types: ['home'] },
    wrong: { number: '4711', types: ['home'] },
  },
  {
    ...{ row: 'S065', parameter: 'postal_code_regex', pattern: '\\d{4}', list: 'addresses', part: 'postalCode' },
    right: { ...ADDRESS, postalCode: '0150' },
    wrong: { ...ADDRESS, postalCode: '01500' },
  },
  ...LINES.map((_, at): RowPattern => {
    const lines = LINES.slice(0, at + 1);
    return {
      ...{ row: 'S064', parameter: `address_line${String(at + 1)}_regex` as SettingName, pattern: '[^#]*' },
      ...{ list: 'addresses', part: `lines.${String(at)}` },
      right: { ...ADDRESS, lines },
      wrong: { ...ADDRESS, lines: lines.with(at, '# 1') },
    };
  }),
];

describe('the form of a value', () => {
  it.each([
    ['AB123', 201, 200],
    ['ab123', 422, 422],
    ['AB123 and more', 422, 422],
  ])('S045 S124 primary_identifier_regex: %s', async (value, added, saved) => {
    await configure('primary_identifier_regex', '[A-Z]{2}\\d{3}');
    const answer = await add({ primaryId: value });
    expect([answer.status, errorsOf(answer)]).toEqual([added, added === 201 ? [] : ['primaryId pattern.mismatch']]);
    await portal.query(
      `update users set primary_id = 'moved', primary_id_key = id::text, version = version + 1
      where primary_id = $1`,
      [value],
    );
    await configure('primary_identifier_regex', null);
    const user = await ada.addUser();
    await configure('primary_identifier_regex', '[A-Z]{2}\\d{3}');
    const change = await saveFields(ada, user, { primaryId: value });
    expect([change.status, errorsOf(change)]).toEqual([saved, saved === 200 ? [] : ['primaryId pattern.mismatch']]);
    expect((await readRecord(ada, user.id)).version).toBe(saved === 200 ? 2 : 1);
  });

  it.each(ROWS)('$row S124 $parameter is in force without a restart, for what is added and saved', async (given) => {
    const { parameter, pattern, list, right, wrong, part } = given;
    const old = await save(ada, await ada.addUser(), adding(list, wrong));
    expect(old.status).toBe(200);
    await configure(parameter, pattern);
    const rest = list === 'emails' ? {} : { [list]: [right] };
    expect((await add(list === 'emails' ? { emails: [right] } : rest)).status).toBe(201);
    const refused = await add({ [list]: [right, wrong] });
    const code = list === 'emails' ? 'email.mismatch' : 'pattern.mismatch';
    expect([refused.status, errorsOf(refused)]).toEqual([422, [`${list}.1.${part} ${code}`]]);
    const operation = adding(list, wrong);
    const [again, good] = [await save(ada, old.body, operation), await save(ada, old.body, adding(list, right))];
    expect([again.status, errorsOf(again)]).toEqual([422, [`${list}.${operation.id}.${part} ${code}`]]);
    expect(good.status).toBe(200);
    await configure(parameter, null);
    expect((await save(ada, good.body, operation)).status).toBe(200);
  });

  it('S061 says in the institution’s words what an address must look like', async () => {
    await configure('email_regex', '.*@example\\.org');
    await configure('email_regex_display', 'Use your work address.');
    const refused = await add({ emails: [{ address: 'a@example.com', types: ['work'] }] });
    expect(refused.body.errors).toEqual([
      { path: 'emails.0.address', code: 'email.mismatch', detail: 'Use your work address.' },
    ]);
  });

  it('S045 S061 S067 what was there before a pattern stays until it is edited', async () => {
    const phone = adding('phones', { number: '4711', types: ['home'] });
    const user = (await save(ada, await ada.addUser({ primaryId: 'old-one' }), phone)).body;
    await configure('primary_identifier_regex', '\\d+');
    await configure('email_regex', '.*@example\\.com');
    await configure('phone_regex', '\\+\\d+');
    const other = await save(
      ada,
      user,
      setting('jobDescription', 'Maps'),
      changing('phones', phone.id, { number: '4711', types: ['mobile'] }),
    );
    expect([other.status, other.body.phones]).toMatchObject([200, [{ number: '4711', types: ['mobile'] }]]);
    const edited = await save(
      ada,
      other.body,
      setting('primaryId', 'old-two'),
      changing('phones', phone.id, { number: '4712', types: ['mobile'] }),
    );
    expect(errorsOf(edited)).toEqual(['primaryId pattern.mismatch', `phones.${phone.id}.number pattern.mismatch`]);
  });

  it('S124 a pattern saved on one node is in force on the other', async () => {
    const other = await startSecondNode(portal);
    try {
      const grace = other.client();
      grace.cookie = ada.cookie;
      const user = await ada.addUser();
      await configure('phone_regex', '\\+\\d+');
      await eventually(async () => {
        const refused = await save(grace, user, adding('phones', { number: '1', types: ['home'] }));
        expect(refused.status).toBe(422);
      });
    } finally {
      await other.stop();
    }
  });

  it('S059 S124 binds people and their clients, not the feed', async () => {
    await configure('primary_identifier_regex', '\\d+');
    await configure('email_regex', '.*@example\\.org');
    const folder = await FeedFolder.create();
    const users = [aSourceUser('not-a-number', { identifiers: [anIdentifier('F-1', { type: 'LOCAL' })] })];
    expect(countsOf(await synchronise(ada, await folder.zip({ 'a.xml': users })))).toEqual([1, 0, 0, 1, 0]);
    await folder.remove();
  });

  it('S124 never keeps the portal from making its own accounts', async () => {
    await configure('primary_identifier_regex', '\\d+');
    await configure('email_regex', 'nobody');
    await expect(portal.addAccount('own-account')).resolves.toEqual(expect.any(String));
  });
});

describe('mandatory fields', () => {
  const initial = SETTINGS.mandatory_fields.initial;

  it('S037 S055 what is configured for a record type is asked of it when it is added, and of no other', async () => {
    const STAFF = [...initial.STAFF, 'birthDate', 'title', 'phone', 'address', 'identifier1'];
    await configure('mandatory_fields', { ...initial, STAFF });
    const refused = await add({ recordType: 'STAFF' });
    expect([refused.status, errorsOf(refused).sort()]).toEqual([
      422,
      ['addresses', 'birthDate', 'identifiers', 'phones', 'title'].map((path) => `${path} field.required`),
    ]);
    const whole = {
      ...{ recordType: 'STAFF', birthDate: '1980-02-29', title: 'DR' },
      phones: [{ number: '1', types: ['home'] }],
      addresses: [ADDRESS],
      identifiers: [{ type: 'BARCODE', value: randomUUID() }],
    };
    const added = await add(whole);
    expect(added.status).toBe(201);
    expect((await add()).status).toBe(201);
    // Afterwards they can be emptied: the fields are mandatory for adding by hand only.
    expect((await saveFields(ada, added.body, { birthDate: null, title: null })).status).toBe(200);
  });

  it('S037 a field that is not mandatory any more may be missing', async () => {
    await configure('mandatory_fields', { ...initial, CONTACT: ['primaryId'] });
    const added = await add({ recordType: 'CONTACT', firstName: null, lastName: null, emails: [] });
    expect([added.status, added.body.lastName]).toEqual([201, null]);
  });

  it('S037 a name that is mandatory cannot be emptied later either', async () => {
    const user = await ada.addUser();
    expect(errorsOf(await saveFields(ada, user, { lastName: '' }))).toEqual(['lastName field.required']);
    await configure('mandatory_fields', { ...initial, PUBLIC: ['primaryId', 'email'] });
    expect((await saveFields(ada, user, { lastName: '' })).status).toBe(200);
  });

  it.each(RECORD_TYPES)('S037 S072 without the e-mail address being mandatory: %s', async (recordType) => {
    await configure('mandatory_fields', { ...initial, [recordType]: ['primaryId'] });
    const answer = await add({ recordType, emails: [] });
    const keeps = ['STAFF', 'PUBLIC'].includes(recordType);
    expect([answer.status, errorsOf(answer)]).toEqual(keeps ? [422, ['emails field.required']] : [201, []]);
  });

  it('S037 the feed is not asked for them', async () => {
    await configure('mandatory_fields', { ...initial, PUBLIC: [...initial.PUBLIC, 'birthDate', 'title'] });
    const folder = await FeedFolder.create();
    const path = await folder.zip({ 'a.xml': [aSourceUser('no-title', { fields: { title: null, birthDate: null } })] });
    expect(countsOf(await synchronise(ada, path))).toEqual([1, 0, 0, 1, 0]);
    await folder.remove();
  });
});

describe('codes', () => {
  const CODED = [
    ['S046', 'title', 'user_titles', 'DR'],
    ['S048', 'preferredLanguage', 'institution_languages', 'de'],
    ['S016', 'userGroup', 'user_groups', 'FACULTY'],
    ['S016', 'jobCategory', 'job_categories', 'Cataloger'],
  ] as const;

  it.each(CODED)('%s the %s is one of the table, which an administrator can disable', async (_, field, table, code) => {
    expect((await add({ [field]: code })).status).toBe(201);
    const unknown = await add({ [field]: 'Nonsense' });
    expect([unknown.status, errorsOf(unknown)]).toEqual([422, [`${field} code.unknown`]]);
    const user = await ada.addUser({ [field]: code });
    const rows = SETTINGS[table].initial;
    await configure(
      table,
      rows.map((row) => (row.code === code ? { ...row, enabled: false } : row)),
    );
    expect(errorsOf(await add({ [field]: code }))).toEqual([`${field} code.unknown`]);
    // A record keeps the code it has, and does not get it back once it is gone.
    const kept = await saveFields(ada, user, { jobDescription: 'Maps' });
    expect([kept.status, kept.body[field]]).toEqual([200, code]);
    const emptied = await saveFields(ada, kept.body, { [field]: null });
    expect(emptied.status).toBe(200);
    expect(errorsOf(await saveFields(ada, emptied.body, { [field]: code }))).toEqual([`${field} code.unknown`]);
  });

  it('S048 a language that is not enabled in the institution is refused', async () => {
    expect(errorsOf(await add({ preferredLanguage: 'ja' }))).toEqual(['preferredLanguage code.unknown']);
    await configure(
      'institution_languages',
      SETTINGS.institution_languages.initial.map((row) => ({ ...row, enabled: true })),
    );
    expect((await add({ preferredLanguage: 'ja' })).status).toBe(201);
  });

  it('S092 an identifier has a configured type that is mapped to the record type', async () => {
    const mapped = SETTINGS.identifier_types.initial.map((row) =>
      row.code === '01' ? { ...row, label: 'Student number', recordTypes: ['PUBLIC'] } : row,
    );
    await configure('identifier_types', mapped);
    const types = ['01', 'BARCODE'].map((type) => ({ type, value: randomUUID() }));
    expect((await add({ identifiers: types })).status).toBe(201);
    const wrong = await add({ recordType: 'STAFF', identifiers: types });
    expect([wrong.status, errorsOf(wrong)]).toEqual([422, ['identifiers.0.type code.not-for-record-type']]);
    const row = adding('identifiers', { type: 'SHOE_SIZE', value: '43' });
    expect(errorsOf(await save(ada, await ada.addUser(), row))).toEqual([`identifiers.${row.id}.type code.unknown`]);
  });

  it('S092 S016 contacts have no additional identifiers and no roles', async () => {
    const refused = await add({ recordType: 'CONTACT', identifiers: [{ type: 'BARCODE', value: randomUUID() }] });
    expect(errorsOf(refused)).toEqual(['identifiers.0.type identifier.not-for-contacts']);
    const role = adding('roles', { role: '200' });
    const contact = await ada.addUser({ recordType: 'CONTACT' });
    expect(errorsOf(await save(ada, contact, role))).toEqual([`roles.${role.id}.role role.not-for-contacts`]);
  });

  it('S016 a group that is not for the new record type is said when the type changes', async () => {
    const groups = SETTINGS.user_groups.initial.map((row) =>
      row.code === 'GRAD' ? { ...row, recordTypes: ['PUBLIC'] } : row,
    );
    await configure('user_groups', groups);
    const user = await ada.addUser({ userGroup: 'GRAD' });
    const refused = await saveFields(ada, user, { recordType: 'STAFF' });
    expect([refused.status, errorsOf(refused)]).toEqual([422, ['userGroup code.not-for-record-type']]);
    expect((await saveFields(ada, user, { recordType: 'STAFF', userGroup: 'FACULTY' })).status).toBe(200);
  });
});
