import { randomUUID } from 'node:crypto';
import { ACCOUNT_TYPES, RECORD_TYPES } from '../../backend/src/contract/codes.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { UserPage } from '../../backend/src/contract/user-list.js';
import type { CreateUser } from '../../backend/src/contract/users.js';
import type { ApiClient } from '../support/api-client.js';
import { lockedFor } from '../support/lockout.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { listed, listPage, readRecord } from '../support/records.js';

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());

function add(primaryId: string, given: Partial<CreateUser> = {}): Promise<{ id: string }> {
  return ada.addUser({ primaryId, emails: [{ address: `${primaryId}@example.org`, types: ['work'] }], ...given });
}

/** Moves columns no screen can set, such as those a feed owns. */
async function arrange(primaryId: string, columns: string): Promise<void> {
  await portal.query(`update users set version = version + 1, ${columns} where primary_id = $1`, [primaryId]);
}

describe('tabs and filters', () => {
  beforeAll(async () => {
    for (const recordType of RECORD_TYPES) {
      await add(`type-${recordType}`, { recordType, firstName: 'Filter', lastName: 'Tabs' });
    }
    await arrange('type-PUBLIC', `account_type = 'EXTERNAL'`);
    await arrange('type-STAFF', `account_type = 'INTEXTAUTH'`);
  });

  it('S005 the Staff tab shows record type Staff only, and is what the list opens with', async () => {
    const { body } = await ada.get<UserPage>('/api/users?limit=100');
    expect(new Set(body.rows.map((row) => row.recordType))).toEqual(new Set(['STAFF']));
    expect(body.rows.map((row) => row.primaryId)).toContain('type-STAFF');
  });

  it('S005 the Users tab shows everyone', async () => {
    expect(await listed(ada, { q: 'Tabs' })).toEqual(
      expect.arrayContaining(RECORD_TYPES.map((type) => `type-${type}`)),
    );
  });

  it('S006 the search behind the box on every page finds users of all types', async () => {
    expect(await listed(ada, { q: 'filter tabs' })).toHaveLength(RECORD_TYPES.length);
  });

  it('S016 a row says which of the five record types it is, and the list filters by it', async () => {
    for (const recordType of RECORD_TYPES) {
      const { rows } = await listPage(ada, { q: 'Tabs', recordType });
      expect(rows.map((row) => [row.primaryId, row.recordType])).toEqual([[`type-${recordType}`, recordType]]);
    }
    expect(await listed(ada, { tab: 'staff', recordType: 'PUBLIC' })).toEqual([]);
  });

  it('S012 S015 a row says which of the three account types it is, and the list filters by it', async () => {
    const wanted = { INTERNAL: 'type-CONTACT', EXTERNAL: 'type-PUBLIC', INTEXTAUTH: 'type-STAFF' };
    for (const accountType of ACCOUNT_TYPES) {
      const { rows } = await listPage(ada, { q: 'Tabs', accountType });
      expect(new Set(rows.map((row) => row.accountType))).toEqual(new Set([accountType]));
      expect(rows.map((row) => row.primaryId)).toContain(wanted[accountType]);
    }
  });

  it('S011 the role filter shows who holds the role, unless it is switched off', async () => {
    const id = await portal.addAccount('role-holder', [ROLE.letterAdministrator]);
    expect(await listed(ada, { role: ROLE.letterAdministrator })).toEqual(['role-holder']);
    expect(await listed(ada, { role: ROLE.configurationManager })).toEqual([]);
    await portal.query('update user_role set active = false where user_id = $1', [id]);
    expect(await listed(ada, { role: ROLE.letterAdministrator })).toEqual([]);
  });

  it('S019 a row says whether the user is a researcher, and the list filters by it', async () => {
    await arrange('type-NON_AFFILIATED', 'is_researcher = true');
    const { rows } = await listPage(ada, { q: 'Tabs', researcher: 'yes' });
    expect(rows.map((row) => [row.primaryId, row.isResearcher])).toEqual([['type-NON_AFFILIATED', true]]);
    const others = (await listPage(ada, { q: 'Tabs', researcher: 'no' })).rows;
    expect(others.map((row) => row.isResearcher)).toEqual([false, false, false, false]);
  });

  it('S025 the list filters by locked sign-in, which ends by itself', async () => {
    const id = await portal.addAccount('locked-out');
    const lock = (age: string): Promise<void> => lockedFor(portal, id, age);
    await lock('1 minute');
    expect(await listed(ada, { signInLocked: 'yes' })).toEqual(['locked-out']);
    expect(await listed(ada, { signInLocked: 'no', q: 'locked-out' })).toEqual([]);
    await lock('30 minutes');
    expect(await listed(ada, { signInLocked: 'yes' })).toEqual([]);
    expect(await listed(ada, { signInLocked: 'no', q: 'locked-out' })).toEqual(['locked-out']);
  });
});

describe('status', () => {
  const CASES = [
    ['ACTIVE', 'null', 'active'],
    ['ACTIVE', 'current_date - 1', 'inactive'],
    ['ACTIVE', 'current_date', 'active'],
    ['ACTIVE', 'current_date + 1', 'active'],
    ['INACTIVE', 'null', 'inactive'],
    ['INACTIVE', 'current_date - 1', 'inactive'],
    ['INACTIVE', 'current_date + 1', 'inactive'],
  ] as const;

  it.each(CASES)('S013 S017 a user that is %s with expiry date %s is listed as %s', async (status, expiry, shown) => {
    const primaryId = `status-${randomUUID()}`;
    await add(primaryId, { lastName: primaryId });
    await arrange(primaryId, `status = '${status}', expiry_date = ${expiry}`);
    const [row] = (await listPage(ada, { q: primaryId })).rows;
    expect(row?.status).toBe(status);
    for (const filter of ['all', 'active', 'inactive']) {
      const found = filter === 'all' || filter === shown ? [primaryId] : [];
      expect(await listed(ada, { q: primaryId, status: filter })).toEqual(found);
    }
  });

  it('S029 an expiry date that has passed does not flip the status', async () => {
    const { id } = await add('s029', { lastName: 'Leaving' });
    await arrange('s029', 'expiry_date = current_date - 30');
    expect(await readRecord(ada, id)).toMatchObject({ status: 'ACTIVE', accountType: 'INTERNAL' });
  });
});

describe('search', () => {
  beforeAll(async () => {
    await add('find-1', {
      firstName: 'Zoë',
      middleName: 'Anne-Marie',
      lastName: 'Łukasiewicz',
      prefFirstName: 'Zo',
      prefLastName: 'Smith',
      emails: [{ address: 'Zoe.L@Example.org', types: ['work'] }],
    });
    await portal.query(
      `insert into user_identifier (id, user_id, type, value, value_key)
      select gen_random_uuid(), id, 'BARCODE', 'Bar-077', 'bar-077' from users where primary_id = 'find-1'`,
    );
  });

  it.each([
    ['Zoe.L@Example.org', true],
    ['zoe.l@EXAMPLE.ORG', true],
    ['Zoe.L@Example.or', false],
    ['oe.L@Example.org', false],
    ['Example.org', false],
    ['%', false],
  ])('S008 e-mail search for %s finds the whole address only: %s', async (q, found) => {
    expect(await listed(ada, { q, by: 'email' })).toEqual(found ? ['find-1'] : []);
  });

  it.each([
    ['find-1', true],
    ['FIND-1', true],
    ['ＦＩＮＤ-1', true],
    ['bar-077', true],
    ['BAR-077', true],
    ['find-', false],
    ['bar-07', false],
    ['ar-077', false],
  ])('S009 S094 identifier search for %s finds the whole value in any case: %s', async (q, found) => {
    expect(await listed(ada, { q, by: 'identifier' })).toEqual(found ? ['find-1'] : []);
  });

  it.each([
    ['lastName', 'Łukasiewicz', true],
    ['lastName', 'lukasiewicz', true],
    ['lastName', 'Smith', true],
    ['lastName', 'Zo', false],
    ['lastName', 'Anne', false],
    ['firstName', 'zoe', true],
    ['firstName', 'zo', true],
    ['firstName', 'Smith', false],
    ['middleName', 'marie', true],
    ['middleName', 'smith', false],
    ['name', 'zo smith lukasi', true],
    ['name', 'smith jones', false],
    ['name', 'kasie', true],
  ] as const)('S010 %s search for %s finds main and preferred names: %s', async (by, q, found) => {
    expect((await listed(ada, { q, by })).includes('find-1')).toBe(found);
  });

  it.each([
    ['José', 'Müller', ['jos', 'JOSE', 'osé', 'muller', 'MÜLL', 'üll', 'jose mull']],
    ['Øyvind', 'Łoś', ['oyv', 'Øyvind', 'yvi', 'los', 'łoś']],
    ['山田', '太郎', ['山', '田', '太郎', '山田 太']],
    ['مريم', 'السيد', ['مريم', 'ريم', 'السي']],
    ['Мария', 'Ёлкина', ['мари', 'рия', 'елкин']],
    ['Κωνσταντίνος', 'Παπάς', ['κωνσ', 'ΚΩΝΣ', 'ΤΙΝΟΣ', 'παπας', 'ΠΑΠΑΣ']],
    ['Ｆｕｌｌ', 'Straße', ['full', 'strasse', 'ASSE']],
  ])(
    'S010 B29 %s %s is found by beginnings and parts, in any script, with and without accents',
    async (first, last, all) => {
      const id = `script-${Buffer.from(first).toString('hex').slice(0, 12)}`;
      await add(id, { firstName: first, lastName: last });
      await add(`${id}-pref`, { firstName: 'X', lastName: 'Y', prefFirstName: first, prefLastName: last });
      for (const q of all)
        expect([q, await listed(ada, { q })]).toEqual([q, expect.arrayContaining([id, `${id}-pref`])]);
    },
  );

  it.each([
    '%',
    '_',
    '\\',
    "'",
    '"; drop table users; --',
    "' or 1=1 --",
    ':*',
    '!',
    '(',
    'qq & ww | !vv',
    '{}',
    '&|!:*()',
  ])('F75 %s is looked for as it stands', async (q) => {
    for (const by of ['name', 'lastName', 'email', 'identifier']) {
      expect(await listed(ada, { q, by })).toEqual([]);
    }
  });

  it('F75 a search of 10 kB is refused, one of many terms answered', async () => {
    expect((await ada.get(`/api/users?q=${'a'.repeat(10_000)}`)).status).toBe(400);
    expect(await listed(ada, { q: 'qxz '.repeat(49) })).toEqual([]);
  });

  it.each([
    'sort=password_hash',
    'sort=name;drop',
    'direction=up',
    'by=birthDate',
    'limit=1000',
    'cursor=nonsense',
    'who=me',
  ])('F51 F75 the query %s is refused', async (query) => {
    const { status, body } = await ada.get<{ code: string }>(`/api/users?${query}`);
    expect([status, body.code]).toEqual([400, 'request.invalid']);
  });
});

describe('rows', () => {
  it('S018 the notes column says whether there is a note', async () => {
    await add('with-note', { lastName: 'Noted' });
    await add('without-note', { lastName: 'Noted' });
    await portal.query(`insert into user_note (id, user_id, type, text, created_by)
      select gen_random_uuid(), id, 'OTHER', 'x', 'test' from users where primary_id = 'with-note'`);
    const { rows } = await listPage(ada, { q: 'Noted', sort: 'primaryId' });
    expect(rows.map((row) => [row.primaryId, (row.noteCount ?? 0) > 0])).toEqual([
      ['with-note', true],
      ['without-note', false],
    ]);
  });

  it('S018 S001 an observer, who may not see notes, is not told either whether there are any', async () => {
    const observer = await portal.signedIn([ROLE.researchObserver]);
    const { rows } = await listPage(observer, { q: 'Noted' });
    expect(rows.map((row) => 'noteCount' in row)).toEqual([false, false]);
    const again = await observer.post<UserPage>('/api/users/rows', { ids: rows.map(({ id }) => id) });
    expect(again.body.rows.map((row) => 'noteCount' in row)).toEqual([false, false]);
  });

  it('S007 S014 S020 a row carries the id under which the whole record opens', async () => {
    const { id } = await add('open-me', { lastName: 'Openable' });
    const [row] = (await listPage(ada, { q: 'Openable' })).rows;
    expect(row?.id).toBe(id);
    expect(await readRecord(ada, row?.id ?? '')).toMatchObject({
      primaryId: 'open-me',
      emails: [{ address: 'open-me@example.org', preferred: true }],
    });
  });

  it('S039 the preferred name decides where a user stands in the list', async () => {
    await add('sort-main', { lastName: 'Sorted B', firstName: 'x' });
    await add('sort-preferred', { lastName: 'Sorted Z', prefLastName: 'Sorted A', firstName: 'x' });
    expect(await listed(ada, { q: 'Sorted' })).toEqual(['sort-preferred', 'sort-main']);
  });

  it('B03 rows on a screen can be read again by id, up to a hundred', async () => {
    const { id } = await add('again', { lastName: 'Reread' });
    const { body } = await ada.post<UserPage>('/api/users/rows', { ids: [id, randomUUID()] });
    expect(body.rows).toEqual((await listPage(ada, { q: 'Reread' })).rows);
    const many = Array.from({ length: 101 }, () => randomUUID());
    expect((await ada.post('/api/users/rows', { ids: many })).status).toBe(400);
  });
});
