import { ROLE } from '../../backend/src/contract/permissions.js';
import type { Suggestion } from '../../backend/src/contract/suggestions.js';
import type { ApiClient } from '../support/api-client.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
  const add = (primaryId: string, name: Record<string, string>): Promise<unknown> =>
    ada.addUser({
      primaryId,
      recordType: 'ORGANIZATION',
      firstName: null,
      ...name,
      emails: [{ address: `${primaryId}@S.example`, types: ['work'] }],
    });
  await add('sg-1', { firstName: 'José', lastName: 'Ångström' });
  await add('sg-2', { firstName: 'Øyvind', lastName: 'Müller', prefLastName: 'Zwölf' });
  await add('sg-3', { lastName: '山田', firstName: '太郎' });
  await add('sg-4', { lastName: 'مريم' });
  await add('sg-5', { firstName: 'Ang', lastName: 'Dormand' });
  await add('mand', { firstName: 'X', lastName: 'Yy' });
  for (let at = 0; at < 12; at += 1) await add(`sg-many-${String(at)}`, { lastName: `Crowd ${String(at)}` });
});
afterAll(() => portal.stop());

async function suggested(q: string, client = ada): Promise<[string, Suggestion['by']][]> {
  const { body } = await client.get<{ suggestions: Suggestion[] }>(
    `/api/users/suggestions?${new URLSearchParams({ q }).toString()}`,
  );
  return body.suggestions.map(({ primaryId, by }) => [primaryId, by]);
}

describe('suggestions', () => {
  it.each([
    ['ang', ['sg-1', 'sg-5']],
    ['ANGSTR', ['sg-1']],
    ['jose', ['sg-1']],
    ['José', ['sg-1']],
    ['oyvind', ['sg-2']],
    ['zwo', ['sg-2']],
    ['muller', ['sg-2']],
    ['ülle', ['sg-2']],
    ['山', ['sg-3']],
    ['太郎', ['sg-3']],
    ['مري', ['sg-4']],
    ['jose angs', ['sg-1']],
  ])('S006 S010 %s finds people by their name, last names that begin so first', async (q, wanted) => {
    expect(await suggested(q)).toEqual(wanted.map((primaryId) => [primaryId, 'name']));
  });

  it('S006 S008 S009 a whole identifier or e-mail address comes before names, a part of one finds nobody', async () => {
    expect(await suggested('MAND')).toEqual([
      ['mand', 'identifier'],
      ['sg-5', 'name'],
    ]);
    expect(await suggested('SG-2@s.example')).toEqual([['sg-2', 'email']]);
    expect(await suggested('g-2@s.example')).toEqual([]);
    expect(await suggested('sg-many')).toEqual([]);
  });

  it('S006 offers a few, not everybody', async () => {
    expect(await suggested('crowd')).toHaveLength(8);
  });

  it.each(["'", '%', ':*', '\\', '&|!', '--', "'; drop table users; --"])(
    'F75 %s is looked for as it stands',
    async (q) => {
      expect(await suggested(q)).toEqual([]);
    },
  );

  it('S001 F51 need the right to see users and something to look for', async () => {
    const patron = await portal.signedIn([ROLE.patron]);
    expect((await patron.get('/api/users/suggestions?q=a')).status).toBe(403);
    for (const query of ['', 'q=', 'q=a&by=email', `q=${'a'.repeat(201)}`]) {
      expect((await ada.get(`/api/users/suggestions?${query}`)).status).toBe(400);
    }
  });
});
