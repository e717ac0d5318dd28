import type { HistoryPage } from '../../backend/src/contract/changes.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { FieldName } from '../../backend/src/contract/users.js';
import { EDITABLE_WHEN_EXTERNAL, FIELD_NAMES } from '../../backend/src/contract/users.js';
import type { ApiClient } from '../support/api-client.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { listPage, readRecord, saveFields } from '../support/records.js';

/** A further value for every field that can be set. */
const OTHER: Record<FieldName, string> = {
  recordType: 'CONTACT',
  primaryId: 'other-id',
  firstName: 'Other first',
  middleName: 'Other middle',
  lastName: 'Other last',
  prefFirstName: 'Other preferred first',
  prefMiddleName: 'Other preferred middle',
  prefLastName: 'Other preferred last',
  title: 'DR',
  jobCategory: 'Cataloger',
  jobDescription: 'Catalogues maps',
  gender: 'FEMALE',
  userGroup: 'FACULTY',
  campusCode: '110.121',
  websiteUrl: 'https://example.org/~other',
  preferredLanguage: 'de',
  birthDate: '1980-02-29',
  expiryDate: '2031-12-31',
  purgeDate: '2032-01-01',
  status: 'INACTIVE',
};

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());

function pathsOf({ body }: { body: Pick<Problem, 'errors'> }): string[] {
  return (body.errors ?? []).map(({ path }) => path);
}

async function makeExternal(id: string): Promise<void> {
  await portal.query(`update users set version = version + 1, account_type = 'EXTERNAL' where id = $1`, [id]);
}

describe('editing', () => {
  it.each(FIELD_NAMES)('S077 the field %s of an internal user can be edited', async (field) => {
    const user = await ada.addUser({ expiryDate: null });
    const value = field === 'primaryId' ? `other-${user.id}` : OTHER[field];
    const saved = await saveFields(ada, user, { [field]: value });
    expect([saved.status, saved.body[field], saved.body.version]).toEqual([200, value, 2]);
    expect((await readRecord(ada, user.id))[field]).toBe(value);
  });

  it.each([...EDITABLE_WHEN_EXTERNAL])(
    'S078 S042 the field %s of an external user can be edited by hand',
    async (field) => {
      const { id } = await ada.addUser();
      await makeExternal(id);
      const saved = await saveFields(ada, await readRecord(ada, id), { [field]: OTHER[field] });
      expect([saved.status, saved.body[field]]).toEqual([200, OTHER[field]]);
    },
  );

  it.each(FIELD_NAMES.filter((field) => !EDITABLE_WHEN_EXTERNAL.has(field)))(
    'S078 F59 the field %s of an external user is read-only',
    async (field) => {
      const { id } = await ada.addUser();
      await makeExternal(id);
      const before = await readRecord(ada, id);
      const refused = await saveFields(ada, before, { [field]: OTHER[field] });
      expect(refused.body).toMatchObject({
        code: 'record.rules',
        errors: [{ path: field, code: 'field.owned-by-feed' }],
      });
      expect(await readRecord(ada, id)).toEqual(before);
    },
  );

  it('S049 S050 the status is set by hand, and its date is the day of the change, which nobody sets', async () => {
    const user = await ada.addUser();
    const today = (await portal.query<{ day: string }>('select current_date::text as day'))[0]?.day;
    expect(user.statusDate).toBe(today);
    await portal.query(`update users set version = 2, status_date = '2020-01-01' where id = $1`, [user.id]);
    const before = await readRecord(ada, user.id);
    const named = await saveFields(ada, before, { title: 'DR' });
    expect(named.body.statusDate).toBe('2020-01-01');
    const saved = await saveFields(ada, named.body, { status: 'INACTIVE' });
    expect(saved.body).toMatchObject({ status: 'INACTIVE', statusDate: today });
    const operations = [{ op: 'set', field: 'statusDate', value: '2019-01-01' }];
    const refused = await ada.patch(`/api/users/${user.id}`, { baseVersion: saved.body.version, operations });
    expect(refused.status).toBe(400);
  });

  it.each([
    ['S051', { birthDate: '2999-01-01' }, 'birthDate'],
    ['S051', { birthDate: '1980-01-02', expiryDate: '1980-01-01' }, 'expiryDate'],
    ['S053', { expiryDate: '2030-01-02', purgeDate: '2030-01-01' }, 'purgeDate'],
  ])('%s dates that cannot be are refused: %j', async (_, values, path) => {
    const user = await ada.addUser();
    const refused = await saveFields(ada, user, values);
    expect([refused.status, pathsOf(refused)]).toEqual([422, [path]]);
    expect((await readRecord(ada, user.id)).version).toBe(1);
  });

  it.each(['2023-02-29', '0001-01-01', '31.12.2020', '2020-1-1', '2020-01-01T00:00:00Z', 20200101])(
    'S051 S052 S053 %p is no day',
    async (value) => {
      const user = await ada.addUser();
      for (const field of ['birthDate', 'expiryDate', 'purgeDate']) {
        expect((await saveFields(ada, user, { [field]: value as string })).status).toBe(400);
      }
    },
  );

  it.each(['javascript:alert(1)', 'data:text/html,x', 'ftp://example.org', 'example.org', 'https://', '//example.org'])(
    'S047 F65 %s is no website',
    async (websiteUrl) => {
      expect((await saveFields(ada, await ada.addUser(), { websiteUrl })).status).toBe(400);
    },
  );

  it('S087 one field that is refused keeps all others from being saved', async () => {
    const user = await ada.addUser();
    const refused = await saveFields(ada, user, { title: 'DR', firstName: 'New', lastName: '', status: 'INACTIVE' });
    expect([refused.status, pathsOf(refused)]).toEqual([422, ['lastName']]);
    const { seq: _now, ...after } = await readRecord(ada, user.id);
    const { seq: _then, ...before } = user;
    expect(after).toEqual(before);
    const history = await ada.get<HistoryPage>(`/api/users/${user.id}/history`);
    expect(history.body.entries.map(({ action }) => action)).toEqual(['created']);
  });

  it('S087 fields of several tabs are saved together, as one version and one entry of the history', async () => {
    const user = await ada.addUser();
    const { primaryId: _id, recordType: _type, ...values } = OTHER;
    const saved = await saveFields(ada, user, values);
    expect(saved.body).toMatchObject({ ...values, version: 2 });
    const history = await ada.get<HistoryPage>(`/api/users/${user.id}/history`);
    expect(history.body.entries.map(({ version }) => version)).toEqual([2, 1]);
  });

  it('B04 a save that changes nothing makes no version', async () => {
    const user = await ada.addUser({ title: 'DR' });
    const saved = await saveFields(ada, user, { title: 'DR' });
    expect([saved.status, saved.body.version]).toEqual([200, 1]);
  });
});

describe('what may not be set', () => {
  const FORBIDDEN = {
    id: '88888888-8888-4888-8888-888888888888',
    version: 9,
    roles: [{ role: '50' }],
    owner: 'SIS_temp',
    passwordHash: 'x',
    statusDate: '2020-01-01',
    createdAt: '2020-01-01T00:00:00Z',
    lockedUntil: null,
    lockId: '1',
    isResearcher: true,
    externalId: 'x',
    sortName: 'x',
    __proto__x: {},
  };

  it.each(Object.entries(FORBIDDEN))('F50 adding a user with %s is refused', async (field, value) => {
    const body = { recordType: 'PUBLIC', primaryId: `f50-${field}`, firstName: 'A', lastName: 'B', [field]: value };
    const refused = await ada.post<Problem>('/api/users', {
      ...body,
      emails: [{ address: 'a@example.org', types: ['work'] }],
    });
    expect([refused.status, refused.body.code]).toEqual([400, 'request.invalid']);
    expect((await listPage(ada, { q: `f50-${field}`, by: 'identifier' })).rows).toEqual([]);
  });

  it.each(Object.entries(FORBIDDEN))(
    'F50 saving %s is refused, beside the operations and as one',
    async (field, value) => {
      const user = await ada.addUser();
      const title = { op: 'set', field: 'title', value: 'DR' };
      const bodies = [
        { baseVersion: 1, operations: [title], [field]: value },
        { baseVersion: 1, operations: [title, { op: 'set', field, value }] },
        { baseVersion: 1, operations: [{ ...title, [field]: value }] },
      ];
      for (const body of bodies) expect((await ada.patch(`/api/users/${user.id}`, body)).status).toBe(400);
      expect((await readRecord(ada, user.id)).version).toBe(1);
    },
  );

  it('F50 nobody is made external by hand', async () => {
    const body = {
      recordType: 'PUBLIC',
      primaryId: 'f50-external',
      firstName: 'A',
      lastName: 'B',
      accountType: 'EXTERNAL',
    };
    expect(
      (await ada.post('/api/users', { ...body, emails: [{ address: 'a@example.org', types: ['work'] }] })).status,
    ).toBe(400);
  });

  it.each([
    ['an object where text belongs', { firstName: { name: 'x', role: 'admin' } }],
    ['a list where text belongs', { lastName: ['x'] }],
    ['an operator', { title: { not: '' } }],
    ['a number', { jobDescription: 5 }],
    ['a boolean', { campusCode: true }],
    ['a value that is no code', { status: 'DELETED' }],
  ])('F51 %s is refused', async (_, values) => {
    expect((await saveFields(ada, await ada.addUser(), values as Record<string, string>)).status).toBe(400);
  });

  it.each([
    ['no operations', { baseVersion: 1, operations: [] }],
    ['another op', { baseVersion: 1, operations: [{ op: 'replace', field: 'title', value: 'x' }] }],
    [
      'one field twice',
      { baseVersion: 1, operations: ['a', 'b'].map((value) => ({ op: 'set', field: 'title', value })) },
    ],
    ['no base version', { operations: [{ op: 'set', field: 'title', value: 'x' }] }],
    ['a base version that is text', { baseVersion: '1', operations: [{ op: 'set', field: 'title', value: 'x' }] }],
  ])('F51 a save with %s is refused', async (_, body) => {
    const { id } = await ada.addUser();
    expect((await ada.patch(`/api/users/${id}`, body)).status).toBe(400);
  });

  it('a user that does not exist cannot be read or saved, and no id that is none', async () => {
    const seen = { id: '88888888-8888-4888-8888-888888888888', version: 1 };
    expect((await ada.get(`/api/users/${seen.id}`)).status).toBe(404);
    expect((await saveFields(ada, seen, { title: 'x' })).status).toBe(404);
    expect((await ada.get('/api/users/1')).status).toBe(400);
  });
});
