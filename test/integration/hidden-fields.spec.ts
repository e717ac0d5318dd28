import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LIST_COLUMNS } from '../../backend/src/contract/list-columns.js';
import { permissionsOf, ROLE } from '../../backend/src/contract/permissions.js';
import type { Selection } from '../../backend/src/contract/selections.js';
import { aSourceUser, FeedFolder } from '../fixtures/feed.js';
import { synchronise } from '../fixtures/feed-run.js';
import type { ApiClient } from '../support/api-client.js';
import { putResearcher } from '../support/deletion.js';
import { startTestPortal, type TestPortal } from '../support/portal.js';
import { saveFields } from '../support/records.js';
import { isPermission, routesOf, type Route } from '../support/routes.js';
import { adding, save, setting } from '../support/rows.js';
import { saveSetting } from '../support/settings.js';

/** Stands in nothing but fields an observer may not see. */
const BIRTH_DATE = '1907-03-05';
const NOTE = 'wombat';

let portal: TestPortal;
let ada: ApiClient;
let observer: ApiClient;
let folder: FeedFolder;
let id: string;
let seq: number;
let selection: string;
let job: string;

beforeAll(async () => {
  portal = await startTestPortal();
  folder = await FeedFolder.create();
  ada = await portal.signedIn();
  observer = await portal.signedIn([ROLE.researchObserver]);
  await saveSetting(ada, 'pin_number_method', 'fourDigit');
  const user = await ada.addUser({ lastName: 'Seen', birthDate: '1907-03-06' });
  ({ id } = user);
  const dated = await saveFields(ada, user, { birthDate: BIRTH_DATE });
  const noted = await save(ada, dated.body, adding('notes', { type: 'OTHER', text: NOTE }), setting('pin', '4711'));
  ({ seq } = noted.body);
  await putResearcher(ada, id, { affiliation: 'Institute', assets: 1, grants: 0 });
  selection = (await observer.post<Selection>('/api/users/selections', { ids: [id] })).body.id;
  const rejected = aSourceUser('rejected', { fields: { birthDate: `${BIRTH_DATE}x` } });
  ({ id: job } = await synchronise(ada, await folder.zip({ 'a.xml': [rejected] })));
}, 60_000);
afterAll(async () => {
  await portal.stop();
  await folder.remove();
});

/** What stands for the parameters of a route, and what it has to be asked with. */
const EXAMPLES: readonly [RegExp, () => string][] = [
  [/^\/api\/users\/selections\/:id/u, () => selection],
  [/^\/api\/jobs\/:id/u, () => job],
  [/^\/api\/users\/:id/u, () => id],
];
const QUERIES: Partial<Record<string, string>> = {
  '/api/users': '?tab=users',
  '/api/users/export': `?tab=users&columns=${LIST_COLUMNS.join(',')}`,
  '/api/users/suggestions': '?q=Seen',
};

function addressOf({ path }: Route): string {
  const example = EXAMPLES.find(([pattern]) => pattern.test(path))?.[1]() ?? ':id';
  const address = path.replace(':id', example).replace(':seq', String(seq)).replace(':name', 'name_display');
  return address + (QUERIES[path] ?? '');
}

async function textOf(client: ApiClient, address: string): Promise<string> {
  const response = await fetch(portal.url + address, { headers: { cookie: client.cookie } });
  const text = await response.text();
  // A new route needs an example above, or what it answers would be looked at by nobody.
  expect([address, response.status]).toEqual([address, 200]);
  return text;
}

const HIDDEN = new RegExp(
  `${BIRTH_DATE}|${NOTE}|"(?:birthDate|pin|notes|noteCount)":|"field":"(?:birthDate|pin|notes)"`,
  'u',
);

describe('fields an observer may not see', () => {
  it('S001 F33 no route an observer may read has a birth date, a note, or whether there is a PIN', async () => {
    const granted: readonly string[] = permissionsOf([ROLE.researchObserver]);
    const readable = routesOf(portal).filter(
      ({ method, access }) => method === 'GET' && isPermission(access) && granted.includes(access),
    );
    expect(readable.length).toBeGreaterThan(12);
    for (const route of readable) {
      const text = await textOf(observer, addressOf(route));
      expect([route.path, HIDDEN.exec(text)?.[0]]).toEqual([route.path, undefined]);
    }
    const rows = await observer.post('/api/users/rows', { ids: [id] });
    expect(JSON.stringify(rows.body)).not.toMatch(HIDDEN);
  });

  it('F33 what is looked for is there for whoever may see it', async () => {
    for (const address of [`/api/users/${id}`, `/api/users/${id}/history`, `/api/jobs/${job}/rejects`]) {
      expect(await textOf(ada, address)).toMatch(HIDDEN);
    }
  });
});
