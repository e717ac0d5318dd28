import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { Visitor } from '../support/browser.js';
import { CuttableProxy } from '../support/cuttable-proxy.js';
import { eventually } from '../support/eventually.js';
import { button, expectGone, expectSeen, expectText, expectValue, field, openList } from '../support/pages.js';
import { openRecord, saveAndContinue } from '../support/pages.js';
import { listPage, readRecord, saveFields } from '../support/records.js';
import { adding, removing, save } from '../support/rows.js';
import { setStage, type Stage } from '../support/stage.js';

const MISSED = 300;

let stage: Stage;
let network: CuttableProxy;
let grace: Visitor;
let users: UserRecord[];

setStage(async (opened) => {
  stage = opened;
  network = await CuttableProxy.to(stage.portal.url);
  users = await Promise.all(
    ['Ada', 'Bella', 'Carla', 'Dora', 'Emma', 'Flora', 'Gerda', 'Hanna', 'Ida', 'Jane'].map((name) =>
      stage.addUser(name),
    ),
  );
  grace = await stage.signedIn('Grace', undefined, network.url);
  grace.tolerated.push(/ERR_|WebSocket connection/u);
});

afterEach(() => {
  network.mend();
});

afterAll(async () => {
  await network.close();
});

function pill(page: Page, state: 'live' | 'reconnecting' | 'stale'): Locator {
  return page.locator(`[data-connection=${state}]`);
}

/** The browser says that the network is back, which cuts a wait before the next try short. */
async function comesBack(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expectSeen(pill(page, 'live'));
}

async function changeManyTimes(user: UserRecord, times: number): Promise<void> {
  let seen = user;
  for (let time = 1; time <= times; time += 1) {
    const { body } = await saveFields(stage.api, seen, {
      ...{ lastName: `Somerville ${time}`, jobDescription: `Dr ${time}` },
      status: time % 2 === 0 ? 'ACTIVE' : 'INACTIVE',
    });
    seen = body;
  }
}

/** What every row of the list shows, as the portal has it at this moment. */
async function rowsOfServer(): Promise<string[]> {
  const { rows } = await listPage(stage.api, { q: 'Somerville' });
  return rows.map(({ id, lastName, firstName, status }) =>
    [id, `${lastName}, ${firstName}`, status === 'ACTIVE' ? 'Active' : 'Inactive'].join(' '),
  );
}

async function rowsOnPage(page: Page): Promise<string[]> {
  return page.locator('tr[data-user]').evaluateAll((rows) =>
    rows.map((one) => {
      const cells = [...one.querySelectorAll('td')].map((cell) => cell.innerText.trim());
      return [one.dataset.user, cells[0]?.split('\n')[0], cells[4]].join(' ');
    }),
  );
}

describe('a connection that is lost', () => {
  it('F52 hides no change of one’s own rights: what was locked by them is open once it is back, and the reverse', async () => {
    const above = await stage.addUserWith('Above', adding('roles', { role: ROLE.userAdministrator }));
    const max = await stage.signedIn('Max', [ROLE.userManager], network.url);
    max.tolerated.push(/ERR_|WebSocket connection/u);
    const { rows } = await listPage(stage.api, { q: 'Max', by: 'identifier' });
    const own = await readRecord(stage.api, rows[0]?.id ?? '');
    await openRecord(max.page, above.id);
    const isLocked = (locked: boolean): Promise<void> =>
      eventually(async () => {
        expect(await field(max.page, 'Status').isDisabled()).toBe(locked);
      });
    await isLocked(true);
    const granted = adding('roles', { role: ROLE.userAdministrator });
    network.cut('live');
    await expectSeen(pill(max.page, 'reconnecting'));
    const more = await save(stage.api, own, granted);
    network.mend();
    await comesBack(max.page);
    await isLocked(false);
    network.cut('live');
    await expectSeen(pill(max.page, 'reconnecting'));
    await save(stage.api, more.body, removing('roles', granted.id));
    network.mend();
    await comesBack(max.page);
    await isLocked(true);
    await max.context.close();
  });

  it('F42 comes back by itself, and list and record equal the portal without a reload', async () => {
    const record = await grace.context.newPage();
    const [first] = users;
    await openList(grace.page, { q: 'Somerville' });
    await openRecord(record, first?.id ?? '');
    for (const page of [grace.page, record]) await page.evaluate('window.untouched = true');
    await field(record, 'Campus').fill('typed before the break');
    network.cut('all');
    await expectSeen(pill(record, 'reconnecting'));
    await Promise.all(users.map((user) => changeManyTimes(user, MISSED / users.length)));
    await expectSeen(pill(grace.page, 'stale'));
    await expectText(pill(grace.page, 'stale'), /Stale since \d+:\d\d/u);
    network.mend();
    await Promise.all([comesBack(grace.page), comesBack(record)]);
    await eventually(async () => {
      expect((await rowsOnPage(grace.page)).sort()).toEqual((await rowsOfServer()).sort());
    }, 20_000);
    const now = await readRecord(stage.api, first?.id ?? '');
    await expectValue(field(record, 'Last name'), now.lastName ?? '');
    await expectValue(field(record, 'Job description'), `Dr ${MISSED / users.length}`);
    await expectValue(field(record, 'Campus'), 'typed before the break');
    for (const page of [grace.page, record]) expect(await page.evaluate('window.untouched')).toBe(true);
    await saveAndContinue(record);
    await record.close();
  });

  it('F42 tells in the pill that it reconnects, and in its panel that work goes on', async () => {
    await openList(grace.page, { q: 'Somerville' });
    network.cut('live');
    await expectText(pill(grace.page, 'reconnecting'), /Reconnecting/u);
    await grace.page.locator('[data-connection]').click();
    await expectSeen(grace.page.getByText(/go on working/u).first());
    await expectSeen(button(grace.page, 'Try now'));
    await grace.page.keyboard.press('Escape');
    network.mend();
    await expectSeen(pill(grace.page, 'live'));
  });

  it('F42 saves over HTTP while only the live connection is down, and catches up', async () => {
    const [, user] = users;
    const id = user?.id ?? '';
    await openRecord(grace.page, id);
    network.cut('live');
    await expectGone(pill(grace.page, 'live'));
    await field(grace.page, 'Job description').fill('Astronomer');
    await expectSeen(grace.page.getByText('There is no live connection. Saving still works.'));
    await saveAndContinue(grace.page);
    await expect(readRecord(stage.api, id)).resolves.toMatchObject({ jobDescription: 'Astronomer' });
    await saveFields(stage.api, await readRecord(stage.api, id), { campusCode: 'NORTH' });
    network.mend();
    await expectSeen(pill(grace.page, 'live'));
    await expectValue(field(grace.page, 'Campus'), 'NORTH');
  });

  it('F39 F42 finds a conflict with what changed while it was away', async () => {
    const [, , user] = users;
    const id = user?.id ?? '';
    await openRecord(grace.page, id);
    network.cut('live');
    await expectGone(pill(grace.page, 'live'));
    await field(grace.page, 'Job description').fill('Prof');
    await saveFields(stage.api, await readRecord(stage.api, id), { jobDescription: 'Lady' });
    await button(grace.page, 'Save and Continue').click();
    const merge = grace.page.getByRole('dialog');
    await expectText(merge, /Mine\s+Prof\s+Theirs\s+Lady/u);
    await merge.getByRole('radio', { name: 'Mine' }).check();
    await button(grace.page, 'Save my choices').click();
    await expectGone(merge);
    await expectGone(grace.page.getByRole('region', { name: 'Unsaved changes' }));
    await expect(readRecord(stage.api, id)).resolves.toMatchObject({ jobDescription: 'Prof' });
    network.mend();
    await expectSeen(pill(grace.page, 'live'));
  });

  it('F96 keeps a save whose answer was lost, sends it again, and it is stored once', async () => {
    const [, , , user] = users;
    const id = user?.id ?? '';
    await openRecord(grace.page, id);
    await field(grace.page, 'Job description').fill('Baroness');
    network.cut('answers');
    await button(grace.page, 'Save and Continue').click();
    await expectSeen(grace.page.getByRole('alert').filter({ hasText: 'The portal cannot be reached' }));
    await expectValue(field(grace.page, 'Job description'), 'Baroness');
    await expect(readRecord(stage.api, id)).resolves.toMatchObject({ jobDescription: 'Baroness' });
    // The live connection stays away, or it would tell the page before the second try that the first was stored.
    network.cut('live');
    await saveAndContinue(grace.page);
    const saves = `select 1 from change_log where record_id = $1 and fields::text like '%Baroness%'`;
    expect(await stage.portal.query(saves, [id])).toHaveLength(1);
    await expectGone(grace.page.getByRole('alert'));
    network.mend();
    await expectSeen(pill(grace.page, 'live'));
    await expectValue(field(grace.page, 'Job description'), 'Baroness');
  });
});
