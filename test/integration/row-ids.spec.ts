import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ListName } from '../../backend/src/contract/list-rows.js';
import { LIST_NAMES } from '../../backend/src/contract/list-rows.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { ApiClient } from '../support/api-client.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { readRecord } from '../support/records.js';
import { adding, save } from '../support/rows.js';

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());

/** A row of each list, told from another by a word. */
const ROW_OF: Record<ListName, (word: string) => object> = {
  emails: (word) => ({ address: `${word}@example.org`, types: ['work'] }),
  phones: (word) => ({ number: word, types: ['home'] }),
  addresses: (word) => ({ lines: [word], types: ['home'] }),
  identifiers: (word) => ({ type: 'BARCODE', value: `${word}-${randomUUID()}` }),
  notes: (word) => ({ type: 'OTHER', text: word }),
  roles: (word) => ({ role: ROLE.patron, scope: word }),
};

describe('the id of a row', () => {
  it.each(LIST_NAMES)(
    'F51 a row of %s under an id that another record has is refused, and neither is changed',
    async (list) => {
      const theirs = adding(list, ROW_OF[list]('theirs'));
      const other = (await save(ada, await ada.addUser(), theirs)).body;
      const user = await ada.addUser();
      const refused = await save(ada, user, { ...theirs, row: ROW_OF[list]('mine') });
      expect([refused.status, refused.body.errors]).toEqual([
        422,
        [{ path: `${list}.${theirs.id}`, code: 'row.id-taken' }],
      ]);
      expect(await readRecord(ada, other.id)).toMatchObject({ version: other.version, [list]: other[list] });
      expect(await readRecord(ada, user.id)).toMatchObject({ version: user.version, [list]: user[list] });
    },
  );

  it('F51 an identifier under the id of its user is refused', async () => {
    const user = await ada.addUser();
    const row = { ...adding('identifiers', ROW_OF.identifiers('own')), id: user.id };
    expect((await save(ada, user, row)).body.errors).toEqual([
      { path: `identifiers.${user.id}`, code: 'row.id-taken' },
    ]);
  });
});
