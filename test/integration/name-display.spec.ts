import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { HistoryPage } from '../../backend/src/contract/changes.js';
import type { Dashboard } from '../../backend/src/contract/dashboard.js';
import type { NameDisplay } from '../../backend/src/contract/names.js';
import { NAME_DISPLAY } from '../../backend/src/contract/names.js';
import { aSourceUser, FeedFolder } from '../fixtures/feed.js';
import { synchronise } from '../fixtures/feed-run.js';
import type { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { ask, follow, hear } from '../support/live.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD, startTestPortal } from '../support/portal.js';
import { listed, saveFields } from '../support/records.js';
import { saveSetting } from '../support/settings.js';

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());
beforeEach(() => show(NAME_DISPLAY));

async function show(display: NameDisplay): Promise<void> {
  expect((await saveSetting(ada, 'name_display', display)).status).toBe(200);
}

const FIRST_LAST: NameDisplay = { order: 'first-last', inText: 'first-last', middleName: false };
const MARY = { firstName: 'Mary', middleName: 'Fairfax', lastName: 'Somerville' };

async function historyNames(id: string): Promise<string[]> {
  const { entries } = (await ada.get<HistoryPage>(`/api/users/${id}/history`)).body;
  return entries.map(({ recordName }) => recordName);
}

describe('the order of names', () => {
  it('S024 decides the name in the history and in the live changes from the moment it is set', async () => {
    const user = await ada.addUser(MARY);
    const frames = await follow(await ada.connect());
    await show(FIRST_LAST);
    const saved = (await saveFields(ada, user, { title: 'DR' })).body;
    await show({ ...FIRST_LAST, middleName: true });
    await saveFields(ada, saved, { title: 'PROF' });
    // Entries keep the name as it was shown when they were written.
    expect(await historyNames(user.id)).toEqual([
      'Mary Fairfax Somerville',
      'Mary Somerville',
      'Somerville, Mary Fairfax',
    ]);
    await eventually(() => {
      const names = frames.flatMap(({ changes }) => changes).map(({ recordName }) => recordName);
      expect(names).toEqual(['Mary Somerville', 'Mary Fairfax Somerville']);
    });
  });

  it.each<[NameDisplay, string]>([
    [NAME_DISPLAY, 'Hamilton, Peggy H'],
    [{ ...NAME_DISPLAY, middleName: false }, 'Hamilton, Peggy'],
    [FIRST_LAST, 'Peggy Hamilton'],
    [{ ...FIRST_LAST, middleName: true }, 'Peggy H Hamilton'],
  ])('S024 S039 the preferred name takes the place of the main one: %j', async (display, expected) => {
    await show(display);
    const user = await ada.addUser({
      firstName: 'Margaret',
      middleName: 'H',
      lastName: 'Hamilton',
      prefFirstName: 'Peggy',
    });
    expect(await historyNames(user.id)).toEqual([expected]);
  });

  it('S024 holds for what a feed writes', async () => {
    await show(FIRST_LAST);
    const folder = await FeedFolder.create();
    await synchronise(ada, await folder.zip({ 'a.xml': [aSourceUser('fed', { fields: MARY })] }));
    const [fed] = await portal.query<{ id: string }>(`select id from users where primary_id = 'fed'`);
    expect(await historyNames(fed?.id ?? '')).toEqual(['Mary Somerville']);
    await synchronise(
      ada,
      await folder.zip({ 'a.xml': [aSourceUser('fed', { fields: { ...MARY, firstName: 'Maria' } })] }),
    );
    expect((await historyNames(fed?.id ?? ''))[0]).toBe('Maria Somerville');
    await folder.remove();
  });

  it('S024 reaches every open screen as news, and the dashboard and presence show it', async () => {
    const user = await ada.addUser(MARY);
    await portal.addAccount('Grace');
    const grace = portal.client();
    await grace.signIn('Grace', PASSWORD);
    const socket = await grace.connect();
    const news = hear(socket, 'settings');
    await ask(socket, 'presence.set', { place: 'record', recordId: user.id, mode: 'viewing', field: null });
    const online = async (): Promise<Dashboard['online']> =>
      (await ada.get<Dashboard>('/api/dashboard')).body.online.filter(({ recordId }) => recordId === user.id);
    await eventually(async () => {
      expect(await online()).toMatchObject([{ name: 'Grace Tester', recordName: 'Somerville, Mary Fairfax' }]);
    });
    await show({ order: 'first-last', inText: 'last-first', middleName: true });
    await eventually(async () => {
      expect(news).toContainEqual({ names: ['name_display'] });
      expect(await online()).toMatchObject([{ name: 'Tester, Grace', recordName: 'Mary Fairfax Somerville' }]);
    });
  });

  it('S024 leaves the list sorted by last name, as a register is', async () => {
    const marker = 'Sortedname';
    for (const [firstName, lastName] of [
      ['Zoe', 'Abel'],
      ['Anna', 'Zorn'],
      ['Mary', 'Kepler'],
    ] as const) {
      await ada.addUser({ firstName, lastName, middleName: marker, primaryId: lastName });
    }
    expect(await listed(ada, { q: marker })).toEqual(['Abel', 'Kepler', 'Zorn']);
    await show(FIRST_LAST);
    expect(await listed(ada, { q: marker })).toEqual(['Abel', 'Kepler', 'Zorn']);
  });
});
