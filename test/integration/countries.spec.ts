import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '../../backend/src/contract/problems.js';
import { aSourceUser, FeedFolder } from '../fixtures/feed.js';
import { countsOf, synchronise } from '../fixtures/feed-run.js';
import type { ApiClient } from '../support/api-client.js';
import { startTestPortal, type TestPortal } from '../support/portal.js';
import { adding, changing, save, type Saved } from '../support/rows.js';

const ADDRESS = { lines: ['1 Main Street'], types: ['home'] };

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());

function errorsOf({ body }: { body: Pick<Problem, 'errors'> }): string[] {
  return (body.errors ?? []).map(({ path, code }) => `${path} ${code}`);
}

describe('the country of an address', () => {
  it('S063 is one of the table, when a user is added and afterwards', async () => {
    const given = { recordType: 'PUBLIC', primaryId: 'traveller', firstName: 'Mary', lastName: 'Somerville' };
    const emails = [{ address: 'mary@example.org', types: ['personal'] }];
    const add = (country: string): Promise<Saved> =>
      ada.post('/api/users', { ...given, emails, addresses: [{ ...ADDRESS, country }] });
    const unknown = await add('Norway');
    expect([unknown.status, errorsOf(unknown)]).toEqual([422, ['addresses.0.country code.unknown']]);
    const added = await add('NOR');
    expect([added.status, added.body.addresses]).toMatchObject([201, [{ country: 'NOR' }]]);
    const row = adding('addresses', { ...ADDRESS, country: 'no' });
    expect(errorsOf(await save(ada, added.body, row))).toEqual([`addresses.${row.id}.country code.unknown`]);
  });

  it('S063 that was text before there were codes stays until it is changed', async () => {
    const row = adding('addresses', { ...ADDRESS, country: 'NOR' });
    const user = (await save(ada, await ada.addUser(), row)).body;
    await portal.query(`update user_address set country = 'Norge' where user_id = $1`, [user.id]);
    const moved = await save(ada, user, changing('addresses', row.id, { ...ADDRESS, city: 'Oslo', country: 'Norge' }));
    expect([moved.status, moved.body.addresses]).toMatchObject([200, [{ city: 'Oslo', country: 'Norge' }]]);
    const other = await save(ada, moved.body, changing('addresses', row.id, { ...ADDRESS, country: 'Noreg' }));
    expect(errorsOf(other)).toEqual([`addresses.${row.id}.country code.unknown`]);
    const coded = await save(ada, moved.body, changing('addresses', row.id, { ...ADDRESS, country: 'SWE' }));
    expect([coded.status, coded.body.addresses]).toMatchObject([200, [{ country: 'SWE' }]]);
  });

  it('S063 S059 comes from the feed as it did, whether the table has it or not', async () => {
    const folder = await FeedFolder.create();
    const address = {
      ...{ lines: ['1 Main Street'], city: null, stateProvince: null, postalCode: null, country: 'Atlantis' },
      ...{ note: null, startDate: null, endDate: null, types: ['home' as const], preferred: true },
    };
    const path = await folder.zip({ 'a.xml': [aSourceUser('sailor', { addresses: [address] })] });
    expect(countsOf(await synchronise(ada, path))).toEqual([1, 0, 0, 1, 0]);
    const rows = await portal.query(`select country from user_address where country = 'Atlantis'`);
    expect(rows).toHaveLength(1);
    await folder.remove();
  });
});
