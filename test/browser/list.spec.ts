import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { aSourceUser, FeedFolder } from '../fixtures/feed.js';
import { synchronise } from '../fixtures/feed-run.js';
import type { Visitor } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { button, expectGone, expectSeen, expectText, expectUrl, openList, row } from '../support/pages.js';
import { readRecord } from '../support/records.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;
let ada: Visitor;
let page: Page;
let table: Locator;
let staff: UserRecord;
let external: string;

const MANY = 60;

setStage(async (opened) => {
  stage = opened;
  staff = await stage.addUser('Mary', { recordType: 'STAFF', accountType: 'INTEXTAUTH', jobDescription: 'Astronomer' });
  const folder = await FeedFolder.create();
  const note = { type: 'LIBRARY', text: 'Reads a lot.', userViewable: false, popup: false, createdBy: null } as const;
  const drew = aSourceUser('drew', { isResearcher: true, notes: [note], fields: { expiryDate: '2020-01-31' } });
  const many = Array.from({ length: MANY }, (_, at) =>
    aSourceUser(`m${at}`, { fields: { lastName: `Many ${String(at).padStart(2, '0')}` } }),
  );
  await synchronise(stage.api, await folder.zip({ 'a.xml': [drew, ...many] }));
  await folder.remove();
  [{ id: external } = { id: '' }] = await stage.portal.query<{ id: string }>(
    `select id from users where primary_id = 'drew'`,
  );
  ada = await stage.signedIn('Ada');
  page = ada.page;
  table = page.getByRole('table', { name: 'Users' });
});

function names(): Promise<string[]> {
  return table.locator('tr[data-user] td:first-child a:first-child').allInnerTexts();
}

function expectNames(wanted: string[]): Promise<void> {
  return eventually(async () => {
    expect(await names()).toEqual(wanted);
  }, 20_000);
}

function cell(id: string, column: string): Promise<Locator> {
  return table
    .getByRole('columnheader')
    .allInnerTexts()
    .then((heads) =>
      row(page, id)
        .getByRole('cell')
        .nth(heads.findIndex((head) => head.trim() === column)),
    );
}

describe('the list', () => {
  it('S005 has a tab for staff and one for everyone', async () => {
    await page.goto('/users?limit=100');
    await expectSeen(page.getByRole('heading', { level: 1, name: 'Find and Manage Staff' }));
    await expectText(row(page, staff.id), /Somerville, Mary/u);
    await expectGone(row(page, external));
    await page.getByRole('tab', { name: 'Users' }).click();
    await expectUrl(page, '/users?tab=users&limit=100');
    await expectSeen(row(page, external));
    await expectSeen(row(page, staff.id));
    await page.getByRole('tab', { name: 'Staff' }).click();
    await expectGone(row(page, external));
  });

  it('S006 finds users from the search box of every page', async () => {
    for (const path of ['/dashboard', '/jobs', `/users/${staff.id}`]) {
      await page.goto(path);
      await page.getByRole('combobox', { name: 'Search users' }).fill('drew');
      await page.keyboard.press('Enter');
      await expectUrl(page, '/users?tab=users&q=drew');
      await expectNames(['Drew drew, Nancy']);
    }
  });

  it('S007 shows the details of a user in a card, by mouse and by keyboard', async () => {
    await openList(page, { q: 'drew' });
    const icon = page.getByRole('link', { name: 'User information: Drew drew, Nancy' });
    const card = page.getByText('drew@example.edu');
    await icon.hover();
    await expectSeen(card);
    await expectText(page.locator('dl'), /Record type\s+Public[\s\S]*Researcher\s+Yes[\s\S]*Notes\s+1 note/u);
    expect(new URL(page.url()).pathname).toBe('/users');
    await page.mouse.move(5, 5);
    await expectGone(card);
    await icon.focus();
    await expectSeen(card);
    await page.keyboard.press('Escape');
    await expectGone(card);
  });

  it('S015 S016 S017 S018 S019 has a column for each of these facts', async () => {
    await openList(page, { q: 'Somerville' });
    await expectText(await cell(staff.id, 'Account Type'), 'Internal with external authentication');
    await expectText(await cell(staff.id, 'Record Type'), 'Staff');
    await expectText(await cell(staff.id, 'Status'), 'Active');
    await expectText(await cell(staff.id, 'Notes'), /^\s*$/u);
    await expectText(await cell(staff.id, 'Researcher'), 'No');
    await openList(page, { q: 'drew' });
    await expectText(await cell(external, 'Account Type'), 'External');
    await expectText(await cell(external, 'Record Type'), 'Public');
    await expectText(await cell(external, 'Status'), /Active\s+expired/u);
    await expectText(await cell(external, 'Notes'), '1 note');
    await expectText(await cell(external, 'Researcher'), 'Yes');
  });

  it('S014 S020 opens user details by the name and by the action Edit', async () => {
    await openList(page, { q: 'drew' });
    await page.getByRole('link', { name: 'Drew drew, Nancy', exact: true }).click();
    await expectUrl(page, `/users/${external}`);
    await page.getByRole('link', { name: 'Find and Manage Staff' }).click();
    await expectUrl(page, '/users?tab=users&q=drew');
    await button(page, 'Actions for Drew drew, Nancy').click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await expectUrl(page, `/users/${external}`);
    await expectText(page.getByRole('heading', { level: 1 }), 'Drew drew, Nancy');
  });

  it('S022 S023 asks before it deactivates and activates, and Cancel changes nothing', async () => {
    await openList(page, { q: 'Somerville' });
    const act = async (action: string, answer: string): Promise<void> => {
      await button(page, 'Actions for Somerville, Mary').click();
      await page.getByRole('menuitem', { name: action, exact: true }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: answer }).click();
      await expectGone(page.getByRole('alertdialog'));
    };
    await act('Deactivate', 'Cancel');
    await expectText(await cell(staff.id, 'Status'), /^Active/u);
    await act('Deactivate', 'Confirm');
    await expectText(await cell(staff.id, 'Status'), /^Inactive/u);
    await act('Activate', 'Confirm');
    await expectText(await cell(staff.id, 'Status'), /^Active/u);
    const { entries } = (await stage.api.get<{ entries: unknown[] }>(`/api/users/${staff.id}/history`)).body;
    expect(entries).toHaveLength(3);
  });

  it('S022 F52 says why somebody was not deactivated, and lets one try again', async () => {
    await openList(page, { q: 'Somerville' });
    await button(page, 'Actions for Somerville, Mary').click();
    await page.getByRole('menuitem', { name: 'Deactivate', exact: true }).click();
    const [held] = await stage.portal.query<{ id: string }>(
      `with lock as (insert into record_lock (kind, holder, reason, record_ids, expires_at)
        select 'job', 'Night feed', 'Synchronisation', array[$1::uuid], clock_timestamp() + interval '1 hour'
        returning id) update users set lock_id = lock.id from lock where users.id = $1 returning lock.id::text`,
      [staff.id],
    );
    const asked = page.getByRole('alertdialog');
    await asked.getByRole('button', { name: 'Confirm' }).click();
    await expectText(asked.getByRole('alert'), /^Not changed\. Held by Night feed: Synchronisation/u);
    await stage.portal.query('delete from record_lock where id = $1', [held?.id]);
    await asked.getByRole('button', { name: 'Confirm' }).click();
    await expectGone(asked);
    await expectText(await cell(staff.id, 'Status'), /^Inactive/u);
    await stage.api.patch(`/api/users/${staff.id}`, {
      baseVersion: (await readRecord(stage.api, staff.id)).version,
      operations: [{ op: 'set', field: 'status', value: 'ACTIVE' }],
    });
  });

  it('turns pages forth and back, and its address shows the same page to somebody else', async () => {
    await openList(page, { q: 'Many' });
    await expectText(page.getByRole('navigation', { name: 'Pages' }), `${MANY} users`);
    const first = await names();
    expect([first.length, first[0], first[24]]).toEqual([25, 'Many 00, Nancy', 'Many 24, Nancy']);
    await button(page, 'Next page').click();
    await expectText(table, /Many 25, Nancy/u);
    await button(page, 'Next page').click();
    await expectText(table, /Many 59, Nancy/u);
    const last = await names();
    expect(last).toHaveLength(MANY - 50);
    expect(await button(page, 'Next page').isDisabled()).toBe(true);
    const grace = await stage.signedIn('Grace');
    await grace.page.goto(page.url());
    await expectText(grace.page.getByRole('table', { name: 'Users' }), /Many 59, Nancy/u);
    await button(page, 'Previous page').click();
    await expectText(table, /Many 25, Nancy/u);
    await page.goBack();
    await expectNames(last);
    await button(page, 'First page').click();
    await expectNames(first);
    expect(await button(page, 'Previous page').isDisabled()).toBe(true);
  });

  it('sorts by a column, either way, and shows more rows to a page', async () => {
    await openList(page, { q: 'Many' });
    await page.getByRole('button', { name: 'Primary identifier' }).click();
    await expectUrl(page, '/users?tab=users&q=Many&sort=primaryId');
    await expectText(table.locator('tr[data-user]').first(), /Many 00/u);
    await page.getByRole('button', { name: 'Primary identifier' }).click();
    await expectText(table.locator('tr[data-user]').first(), /Many 09/u);
    expect(await page.getByRole('columnheader', { name: 'Primary identifier' }).getAttribute('aria-sort')).toBe(
      'descending',
    );
    await page.getByLabel('Rows per page').click();
    await page.getByRole('option', { name: '100' }).click();
    await eventually(async () => {
      expect(await names()).toHaveLength(MANY);
    }, 20_000);
  });
});
