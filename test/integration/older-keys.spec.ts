import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate } from '../../backend/src/platform/database/migrate.js';
import type { ApiClient } from '../support/api-client.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { listed } from '../support/records.js';

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());

describe('keys of an older database', () => {
  it('S010 S094 are made as they are made now, and one that would meet another waits for who edits it', async () => {
    const found = (q: string, by: string): Promise<string[]> => listed(ada, { q, by });
    await portal.query(`alter table users disable trigger users_version`);
    const ids = ['σας-94', 'soft-94', 'hard-94'];
    for (const primaryId of ids) await ada.addUser({ primaryId, lastName: 'Παπάς' });
    await portal.query(`update users set primary_id_key = 'σας-94', sort_name = replace(sort_name, 'σ', 'ς'),
      name_search = replace(name_search::text, 'σ', 'ς')::tsvector where primary_id = 'σας-94'`);
    await portal.query(`update users set primary_id_key = E'so\\u00ADft-94' where primary_id = 'soft-94'`);
    await portal.query(`update users set primary_id_key = E'so\\u00AD\\u00ADft-94' where primary_id = 'hard-94'`);
    await portal.query(`alter table users enable trigger users_version`);
    expect(await found('παπας', 'name')).toEqual(expect.not.arrayContaining(['σας-94']));
    await portal.query(`delete from migration where name like '%fuller-keys'`);
    await migrate(portal.databaseUrl);
    expect(await found('παπας', 'name')).toEqual(expect.arrayContaining(ids));
    expect(await found('ΣΑΣ-94', 'identifier')).toEqual(['σας-94']);
    // Two would have become soft-94.
    expect(await found('soft-94', 'identifier')).toEqual([]);
    const [row] = await portal.query<{ version: number }>(`select version from users where primary_id = 'σας-94'`);
    expect(row?.version).toBe(1);
  });
});
