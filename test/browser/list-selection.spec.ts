import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { ROLE } from '../../backend/src/contract/permissions.js';
import { aSourceUser, FeedFolder } from '../fixtures/feed.js';
import { synchronise } from '../fixtures/feed-run.js';
import { findBarriers } from '../support/accessibility.js';
import { eventually } from '../support/eventually.js';
import { button, expectGone, expectSeen, expectText, openList } from '../support/pages.js';
import { setStage, type Stage } from '../support/stage.js';

const MANY = 60;

let stage: Stage;
let page: Page;
let bar: Locator;
let dialog: Locator;

setStage(async (opened) => {
  stage = opened;
  const folder = await FeedFolder.create();
  const many = Array.from({ length: MANY }, (_, at) =>
    aSourceUser(`m${at}`, { fields: { lastName: `Many ${String(at).padStart(2, '0')}` } }),
  );
  await synchronise(stage.api, await folder.zip({ 'a.xml': many }));
  await folder.remove();
  ({ page } = await stage.signedIn('Ada'));
  bar = page.getByRole('region', { name: 'Selected users' });
  dialog = page.getByRole('dialog');
});

beforeEach(async () => {
  await openList(page, { q: 'Many' });
});

function check(number: number, where = page): Locator {
  return where.getByRole('checkbox', { name: `Select Many ${String(number).padStart(2, '0')}, Nancy` });
}

async function selected(): Promise<number[]> {
  const boxes = await page.locator('tr[data-user] input[type=checkbox]').all();
  const on = await Promise.all(boxes.map((box) => box.isChecked()));
  return on.flatMap((checked, at) => (checked ? [at] : []));
}

async function statuses(): Promise<Record<string, number>> {
  const rows = await stage.portal.query<{ status: string; count: number }>(
    `select status, count(*)::int as count from users where last_name like 'Many%' group by status`,
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

describe('selecting users in the list', () => {
  it('B09 picks rows by mouse, a range with Shift, and a page at once', async () => {
    await check(2).click();
    await check(5).click({ modifiers: ['Shift'] });
    expect(await selected()).toEqual([2, 3, 4, 5]);
    await expectText(bar, /4 users selected/u);
    await check(3).click();
    await expectText(bar, /3 users selected/u);
    await page.getByRole('checkbox', { name: 'Select all users on this page' }).click();
    await expectText(bar, /25 users selected/u);
    await button(page, 'Clear the selection').click();
    await expectGone(bar);
    expect(await selected()).toEqual([]);
  });

  it('B09 F112 picks rows by the keyboard alone', async () => {
    await page.getByRole('link', { name: 'Many 01, Nancy', exact: true }).focus();
    await page.keyboard.press('Space');
    await expectText(bar, /1 user selected/u);
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    expect(await selected()).toEqual([1, 2, 3]);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Space');
    expect(await selected()).toEqual([1, 2]);
    await expectText(bar, /2 users selected/u);
  });

  it('B09 keeps what was picked while pages are turned, and lets it go when other users are listed', async () => {
    await check(0).click();
    await button(page, 'Next page').click();
    await check(25).click();
    await expectText(bar, /2 users selected/u);
    await button(page, 'Previous page').click();
    await expectSeen(check(0));
    expect(await selected()).toEqual([0]);
    await page.getByRole('button', { name: 'Primary identifier' }).click();
    await expectText(bar, /2 users selected/u);
    await page.getByRole('tab', { name: 'Staff' }).click();
    await expectGone(bar);
  });

  it('B09 selects all users of the list on the server', async () => {
    await check(0).click();
    await bar.getByRole('button', { name: `Select all ${String(MANY)} users` }).click();
    await expectText(bar, new RegExp(`${String(MANY)} users selected, all of the list`, 'u'));
    expect(await selected()).toHaveLength(25);
    await check(1).click();
    await expectText(bar, /24 users selected/u);
  });
});

describe('the bulk bar', () => {
  it('B09 S022 S023 says what will change, changes it, and other browsers see it live', async () => {
    const grace = await stage.signedIn('Grace');
    await openList(grace.page, { q: 'Many' });
    await check(0).click();
    await bar.getByRole('button', { name: `Select all ${String(MANY)} users` }).click();
    await bar.getByRole('button', { name: 'Deactivate' }).click();
    await expectText(dialog, new RegExp(`${String(MANY)} users will be deactivated`, 'u'));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expectGone(dialog);
    expect(await statuses()).toEqual({ ACTIVE: MANY });
    await bar.getByRole('button', { name: 'Deactivate' }).click();
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await expectText(dialog, new RegExp(`${String(MANY)} users were changed`, 'u'));
    await expectText(dialog, new RegExp(`${String(MANY)} of ${String(MANY)}`, 'u'));
    expect(await statuses()).toEqual({ INACTIVE: MANY });
    await eventually(async () => {
      const shown = await grace.page.locator('tr[data-user]').allInnerTexts();
      expect(shown.filter((text) => text.includes('Inactive'))).toHaveLength(25);
    }, 20_000);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expectGone(bar);
  });

  it('B09 says how many are so already, and names who could not be changed, why, with a way to them', async () => {
    const [held] = await stage.portal.query<{ id: string }>(
      `with lock as (insert into record_lock (kind, holder, reason, record_ids, expires_at)
        select 'job', 'Night feed', 'Synchronisation', array[id], clock_timestamp() + interval '1 hour' from users
        where primary_id = 'm3' returning id, record_ids)
      update users set lock_id = lock.id from lock where users.id = any(lock.record_ids) returning users.id`,
    );
    const [, , id] = await page
      .locator('tr[data-user]')
      .evaluateAll((rows) => rows.map((one) => one.getAttribute('data-user')));
    await stage.portal.query(`update users set version = version + 1, status = 'ACTIVE' where id = $1`, [id]);
    await check(2).click();
    await check(5).click({ modifiers: ['Shift'] });
    await bar.getByRole('button', { name: 'Activate', exact: true }).click();
    await expectText(dialog, /3 users will be activated[\s\S]*1 is so already/u);
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await expectText(dialog, /2 users were changed[\s\S]*1 was so already[\s\S]*1 user was not changed/u);
    const failures = dialog.getByRole('list', { name: 'Users who were not changed' });
    await expectText(failures, /Many 03, Nancy[\s\S]*Held by Night feed: Synchronisation/u);
    expect(await failures.getByRole('link').getAttribute('href')).toBe(`/users/${held?.id ?? ''}`);
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expectText(bar, /4 users selected/u);
    await stage.portal.query('delete from record_lock');
  });

  it('B09 can be stopped, keeps what was done, and goes on', async () => {
    await stage.portal.query(
      `update users set version = version + 1, status = 'INACTIVE' where last_name like 'Many%' and status = 'ACTIVE'`,
    );
    await page.reload();
    await check(0).click();
    await bar.getByRole('button', { name: `Select all ${String(MANY)} users` }).click();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/api/users/selections/*/status', async (route) => {
      await held;
      await route.continue();
    });
    await bar.getByRole('button', { name: 'Activate', exact: true }).click();
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await dialog.getByRole('button', { name: 'Stop' }).click();
    release();
    await expectText(dialog, /Stopped\. What was changed stays changed/u);
    expect(await statuses()).toEqual({ ACTIVE: 50, INACTIVE: MANY - 50 });
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await expectText(dialog, new RegExp(`${String(MANY)} users were changed`, 'u'));
    expect(await statuses()).toEqual({ ACTIVE: MANY });
    await page.unroute('**/api/users/selections/*/status');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
  });

  it('B12 downloads the list as it is shown, or what is selected of it', async () => {
    const download = async (press: () => Promise<void>): Promise<string[]> => {
      const [file] = await Promise.all([page.waitForEvent('download'), press()]);
      expect(file.suggestedFilename()).toMatch(/^users-\d{4}-\d\d-\d\d\.csv$/u);
      return (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
    };
    const whole = await download(() => page.getByRole('link', { name: 'Export CSV' }).click());
    expect(whole).toHaveLength(MANY + 1);
    expect(whole[0]).toMatch(/^\uFEFFname,primaryId,accountType/u);
    await check(1).click();
    await check(2).click();
    const some = await download(() => bar.getByRole('button', { name: 'Export CSV' }).click());
    expect(some.slice(1).map((line) => line.split('"')[1])).toEqual(['Many 01, Nancy', 'Many 02, Nancy']);
  });

  it('B09 S001 offers an observer the export alone', async () => {
    await stage.portal.addAccount('Olga', [ROLE.researchObserver]);
    const olga = await stage.visitor();
    await olga.signIn('Olga');
    await openList(olga.page, { q: 'Many' });
    await check(0, olga.page).click();
    const theirs = olga.page.getByRole('region', { name: 'Selected users' });
    await expectSeen(theirs.getByRole('button', { name: 'Export CSV' }));
    expect(await theirs.getByRole('button', { name: 'Deactivate' }).count()).toBe(0);
    await expectGone(olga.page.getByRole('columnheader', { name: 'Notes' }));
  });
});
