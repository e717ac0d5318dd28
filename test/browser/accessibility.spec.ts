import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { aSourceUser, FeedFolder } from '../fixtures/feed.js';
import { synchronise, upload } from '../fixtures/feed-run.js';
import { findBarriers } from '../support/accessibility.js';
import type { Visitor } from '../support/browser.js';
import { holdChanges } from '../support/hold-changes.js';
import { button, expectGone, expectSeen, expectText, expectUrl, field, isLive } from '../support/pages.js';
import { openList, openRecord } from '../support/pages.js';
import { readRecord, saveFields } from '../support/records.js';
import { saveSetting } from '../support/settings.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;
let page: Page;
let ada: Visitor;
let grace: Visitor;
let mary: UserRecord;
let job: string;
let good: string;
let folder: FeedFolder;

setStage(async (opened) => {
  stage = opened;
  mary = await stage.addUser('Mary', { jobDescription: 'Miss', recordType: 'STAFF' });
  folder = await FeedFolder.create();
  const bad = aSourceUser('bad', { fields: { birthDate: '1980-02-31' } });
  const path = await folder.zip({ 'a.xml': [bad, aSourceUser('good'), aSourceUser('fine')] });
  job = (await synchronise(stage.api, path)).id;
  const rows = await stage.portal.query<{ id: string }>(`select id from users where primary_id = 'good'`);
  good = rows[0]?.id ?? '';
  grace = await stage.signedIn('Grace');
  await openRecord(grace.page, mary.id);
  await field(grace.page, 'Campus').focus();
});

afterAll(() => folder.remove());

describe.each(['light', 'dark'] as const)('axe finds nothing serious, %s', (colorScheme) => {
  beforeAll(async () => {
    await stage.portal.addAccount(`Ada-${colorScheme}`);
    ada = await stage.visitor(stage.portal.url, { colorScheme, reducedMotion: 'reduce' });
    ({ page } = ada);
  });

  afterAll(() => ada.context.close());

  it('F112 on the sign-in page, and when it refuses', async () => {
    expect(await findBarriers(page)).toEqual([]);
    await page.getByLabel('User name').fill('nobody');
    await page.getByLabel('Password', { exact: true }).fill('wrong wrong wrong');
    await button(page, 'Sign in').click();
    await expectSeen(page.getByRole('alert'));
    expect(await findBarriers(page)).toEqual([]);
    await ada.signIn(`Ada-${colorScheme}`);
  });

  it('F112 on the dashboard', async () => {
    await page.goto('/dashboard');
    await isLive(page);
    await expectText(page.locator('#online'), /Grace Tester/u);
    expect(await findBarriers(page)).toEqual([]);
  });

  it('F112 S058 in the form for a new user: blank, refused, and with a warning', async () => {
    await saveSetting(stage.api, 'pin_number_method', 'fourDigit');
    await page.goto('/users/new');
    await expectSeen(field(page, 'PIN number'));
    expect(await findBarriers(page)).toEqual([]);
    await button(page, 'Save').click();
    await expectSeen(page.getByRole('alert'));
    expect(await findBarriers(page)).toEqual([]);
    const name = { firstName: 'Look', lastName: 'Alike' };
    const birthDate = colorScheme === 'light' ? '1990-01-01' : '1990-01-02';
    await stage.api.addUser({ ...name, birthDate });
    await field(page, 'First name').fill(name.firstName);
    await field(page, 'Last name').fill(name.lastName);
    await field(page, 'Primary identifier').fill(`alike-${colorScheme}`);
    await field(page, 'Email address').fill('alike@example.org');
    await field(page, 'Birth date').fill(birthDate);
    await button(page, 'Save').click();
    await expectSeen(page.getByRole('dialog'));
    expect(await findBarriers(page)).toEqual([]);
    await button(page, 'Add anyway').click();
    await expectUrl(page, '/users');
  });

  it('F112 S086 while roles are copied and compared', async () => {
    await page.goto(`/users/${mary.id}?tab=roles`);
    for (const name of ['Copy roles', 'Compare roles']) {
      await button(page, name).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(/^Name, whole/u).fill('Grace');
      await page.keyboard.press('Enter');
      await dialog.getByRole('button', { name: /^Tester, Grace/u }).click();
      await expectText(dialog, /User Administrator/u);
      expect(await findBarriers(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await expectGone(dialog);
    }
  });

  it('F112 in the list with somebody on a row, a card and a menu open, and with nothing found', async () => {
    await openList(page);
    await expectSeen(page.getByRole('img', { name: 'Has this record open: Grace Tester' }));
    await page.getByRole('link', { name: 'User information: Somerville, Mary' }).hover();
    await expectText(page.locator('dl'), /Record type/u);
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await button(page, 'Actions for Somerville, Mary').click();
    await expectSeen(page.getByRole('menuitem', { name: 'Edit' }));
    expect(await findBarriers(page)).toEqual([]);
    await page.goto('/users?tab=users&q=nobody&status=active');
    await expectSeen(page.getByRole('heading', { name: 'Nothing found' }));
    expect(await findBarriers(page)).toEqual([]);
  });

  it('F112 in a record with somebody in a field, unsaved text and a change by somebody else', async () => {
    // After three minutes without a key she would count as away, and her field as free.
    await field(grace.page, 'Campus').press('End');
    await openRecord(page, mary.id);
    await expectSeen(button(page, 'Edit anyway: Campus'));
    await field(page, 'Job description').fill('Prof');
    await saveFields(stage.api, await readRecord(stage.api, mary.id), { jobDescription: `Dr ${colorScheme}` });
    await expectSeen(button(page, 'Use mine for Job description'));
    expect(await findBarriers(page)).toEqual([]);
  });

  it('F112 in the merge view', async () => {
    await button(page, 'Save and Continue').click();
    await expectSeen(page.getByRole('dialog'));
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('radio', { name: 'Theirs' }).check();
    await button(page, 'Save my choices').click();
    await expectGone(page.getByRole('dialog'));
  });

  it('F112 in the history', async () => {
    await page.getByRole('tab', { name: 'History' }).click();
    await expectSeen(page.getByRole('region', { name: 'History' }).locator('li[id]').first());
    expect(await findBarriers(page)).toEqual([]);
  });

  it('F112 in Quick User Management with errors, and the question before it is left', async () => {
    await page.goto('/users/new');
    await button(page, 'Save').click();
    await expectSeen(page.getByRole('alert'));
    await field(page, 'First name').fill('Half');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Dashboard' }).click();
    await expectSeen(page.getByRole('alertdialog'));
    expect(await findBarriers(page)).toEqual([]);
    await button(page, 'Leave without saving').click();
    await expectUrl(page, '/dashboard');
  });

  it('F112 in a record that a job holds, the list beside it, and the jobs', async () => {
    await openRecord(page, good);
    const path = await folder.zip({ 'a.xml': [aSourceUser('good', { fields: { lastName: `Hardy ${colorScheme}` } })] });
    const release = await holdChanges(stage.portal);
    await upload(stage.api, path);
    await expectSeen(page.getByText('A job is working on this record'));
    const found = await findBarriers(page);
    const list = await ada.context.newPage();
    await openList(list);
    await expectSeen(list.getByText('Locked by job').first());
    found.push(...(await findBarriers(list)));
    await list.goto('/jobs');
    await expectSeen(list.getByText('Running').first());
    found.push(...(await findBarriers(list)));
    await release();
    await expectGone(page.getByText('A job is working on this record'));
    await list.close();
    expect(found).toEqual([]);
  });

  it('F112 on the page of a job that rejected records', async () => {
    await page.goto(`/jobs/${job}`);
    await expectSeen(page.getByRole('heading', { name: 'Rejected records' }));
    await expectText(page.getByRole('main'), /This is not a date/u);
    expect(await findBarriers(page)).toEqual([]);
  });
});
