import type { HistoryPage } from '../../backend/src/contract/changes.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { ApiClient } from '../support/api-client.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { readRecord, saveFields } from '../support/records.js';

let portal: TestPortal;
let ada: ApiClient;
let grace: ApiClient;
let user: UserRecord;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
  grace = await portal.signedIn();
});
beforeEach(async () => {
  user = await ada.addUser({ title: 'MS', expiryDate: '2030-06-30', purgeDate: '2031-06-30' });
});
afterAll(() => portal.stop());

async function history(id: string): Promise<HistoryPage['entries']> {
  return (await ada.get<HistoryPage>(`/api/users/${id}/history`)).body.entries;
}

describe('two people, different fields', () => {
  it('B04 F38 both saves are kept, and both are in the history', async () => {
    expect((await saveFields(ada, user, { title: 'DR' })).status).toBe(200);
    const second = await saveFields(grace, user, { jobDescription: 'Maps' });
    expect([second.status, second.body.version]).toEqual([200, 3]);
    expect(await readRecord(ada, user.id)).toMatchObject({ title: 'DR', jobDescription: 'Maps' });
    const fields = (await history(user.id)).map((entry) => entry.fields.map(({ field }) => field));
    expect(fields.slice(0, 2)).toEqual([['jobDescription'], ['title']]);
  });

  it('B04 F38 the same holds for seven saves at the same moment', async () => {
    const values = {
      ...{ title: 'DR', firstName: 'Anna', middleName: 'Fairfax', jobCategory: 'Cataloger' },
      ...{ jobDescription: 'Maps', userGroup: 'FACULTY', campusCode: 'MAIN' },
    };
    const answers = await Promise.all(
      Object.entries(values).map(([field, value], at) =>
        saveFields(at % 2 === 0 ? ada : grace, user, { [field]: value }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const after = await readRecord(ada, user.id);
    expect(after).toMatchObject(values);
    expect(after.version).toBe(8);
    expect((await history(user.id)).map(({ version }) => version)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });
});

describe('two people, one field', () => {
  it('B04 F39 the second save gets both values, by whom and when, and nothing of it is written', async () => {
    const first = await saveFields(ada, user, { title: 'DR' });
    const second = await saveFields(grace, user, { title: 'PROF', jobDescription: 'Maps' });
    expect(second.status).toBe(409);
    expect(second.headers.get('content-type')).toContain('application/problem+json');
    const adaName = (await history(user.id))[0]?.actor;
    expect(second.body).toMatchObject({
      code: 'record.conflict',
      version: 2,
      conflicts: [{ field: 'title', base: 'MS', mine: 'PROF', theirs: 'DR', by: adaName, at: expect.any(String) }],
    });
    expect(await readRecord(grace, user.id)).toMatchObject({ title: 'DR', jobDescription: null, version: 2 });
    const resolved = await saveFields(grace, first.body, { title: 'PROF', jobDescription: 'Maps' });
    expect(resolved.body).toMatchObject({ title: 'PROF', jobDescription: 'Maps', version: 3 });
  });

  it('B04 F39 of two saves at the same moment one is kept and one is told', async () => {
    for (let round = 0; round < 10; round += 1) {
      const record = await ada.addUser();
      const answers = await Promise.all([
        saveFields(ada, record, { title: 'DR' }),
        saveFields(grace, record, { title: 'PROF' }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      const kept = answers.find(({ status }) => status === 200)?.body.title;
      expect((await readRecord(ada, record.id)).title).toBe(kept);
      expect(await history(record.id)).toHaveLength(2);
    }
  });

  it('B04 F39 the same value is no conflict', async () => {
    await saveFields(ada, user, { title: 'DR' });
    const second = await saveFields(grace, user, { title: 'DR', jobDescription: 'Maps' });
    expect([second.status, second.body.jobDescription]).toEqual([200, 'Maps']);
  });

  it('B04 a field that was changed and changed back is no conflict', async () => {
    const changed = await saveFields(ada, user, { title: 'DR' });
    await saveFields(ada, changed.body, { title: 'MS' });
    expect((await saveFields(grace, user, { title: 'PROF' })).status).toBe(200);
  });

  it('B04 the base of a conflict is what the person saw, however often others saved since', async () => {
    let { body } = await saveFields(ada, user, { title: 'DR' });
    for (const title of ['MR', 'MRS']) ({ body } = await saveFields(ada, body, { title }));
    const second = await saveFields(grace, user, { title: 'PROF' });
    expect(second.body.conflicts).toMatchObject([{ base: 'MS', mine: 'PROF', theirs: 'MRS' }]);
  });

  it('B04 fields that are bound to each other conflict together', async () => {
    await saveFields(ada, user, { purgeDate: '2032-06-30' });
    const second = await saveFields(grace, user, { expiryDate: '2030-12-31' });
    expect(second.body.conflicts).toMatchObject([{ field: 'purgeDate', base: '2031-06-30', theirs: '2032-06-30' }]);
  });

  it('B04 the preferred parts that a save fills in do not overwrite what another has typed', async () => {
    await saveFields(ada, user, { prefFirstName: 'Peggy' });
    const second = await saveFields(grace, user, { prefLastName: 'Heafield' });
    const after = await readRecord(ada, user.id);
    expect(after.prefFirstName).toBe('Peggy');
    // The first save filled the last name too, so the second may only follow knowingly.
    expect([second.status, after.prefLastName]).toEqual([409, 'Somerville']);
  });
});

describe('a base nobody can tell anything about', () => {
  it('B04 a version that is yet to come is refused', async () => {
    const refused = await saveFields(ada, { ...user, version: 7 }, { title: 'DR' });
    expect(refused.body).toMatchObject({ status: 409, code: 'record.base-unknown', version: 1 });
  });

  it('B04 a version whose history is gone is refused', async () => {
    await saveFields(ada, user, { title: 'DR' });
    await portal.query('delete from change_log where record_id = $1', [user.id]);
    const refused = await saveFields(grace, user, { jobDescription: 'Maps' });
    expect(refused.body).toMatchObject({ status: 409, code: 'record.base-unknown', version: 2 });
    expect((await readRecord(ada, user.id)).jobDescription).toBeNull();
  });
});

describe('the database', () => {
  it.each(['version', 'version + 2', 'version - 1', '1'])(
    'B04 refuses a writer that sets the version to %s, whoever it is',
    async (version) => {
      const write = portal.query(`update users set title = 'X', version = ${version} where id = $1`, [user.id]);
      await expect(write).rejects.toMatchObject({ code: 'RC001' });
      expect((await readRecord(ada, user.id)).title).toBe('MS');
    },
  );

  it('B04 lets the version follow by one, and a lock be taken without', async () => {
    await portal.query(`update users set title = 'X', version = version + 1 where id = $1`, [user.id]);
    await portal.query('update users set lock_id = 999 where id = $1', [user.id]);
    expect(await readRecord(ada, user.id)).toMatchObject({ title: 'X', version: 2 });
  });
});
