import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { DEFAULT_PACE } from '../../backend/src/sis/synchronise.js';
import { aSourceUser, FeedFolder } from '../fixtures/feed.js';
import { synchronise } from '../fixtures/feed-run.js';
import type { Visitor } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { holdChanges } from '../support/hold-changes.js';
import { button, expectGone, expectSeen, expectText, expectValue, field, openList } from '../support/pages.js';
import { isLive, openRecord, row, saveAndContinue } from '../support/pages.js';
import { readRecord } from '../support/records.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;
let ada: Visitor;
let grace: Visitor;
let folder: FeedFolder;
let nancy: string;

const originalChunk = DEFAULT_PACE.chunk;

setStage(async (opened) => {
  stage = opened;
  DEFAULT_PACE.chunk = 2;
  folder = await FeedFolder.create();
  await synchronise(stage.api, await folder.zip({ 'people.xml': ['nancy', 'bess'].map((id) => aSourceUser(id)) }));
  const [row] = await stage.portal.query<{ id: string }>(`select id from users where primary_id = 'nancy'`);
  nancy = row?.id ?? '';
  ada = await stage.signedIn('Ada');
  grace = await stage.signedIn('Grace');
});

afterAll(async () => {
  DEFAULT_PACE.chunk = originalChunk;
  await folder.remove();
});

/** A feed whose first chunk is rejected, so that the job is seen under way while its second stands still. */
function feed(lastName: string): Promise<string> {
  const bad = ['ned', 'ted'].map((id) => aSourceUser(id, { fields: { birthDate: '1980-02-31' } }));
  const [changed, fresh] = [aSourceUser('nancy', { fields: { lastName } }), aSourceUser(`new-${lastName}`)];
  return folder.zip({ 'people.xml': [...bad, changed, fresh, aSourceUser('bess')] });
}

async function startJob(page: Page, path: string): Promise<void> {
  await page.goto('/jobs');
  await isLive(page);
  await page.locator('input[type=file]').setInputFiles(path);
  await button(page, 'Start the job').click();
  await page.waitForURL(/\/jobs\/[\w-]+$/u);
}

describe('a job that holds a record', () => {
  let release: () => Promise<void>;
  let banner: Locator;
  let badge: Locator;
  let list: Page;
  let record: Page;

  // One job, looked at from all sides while it stands still: what each test does not do over and over.
  beforeAll(async () => {
    record = grace.page;
    list = await grace.context.newPage();
    await Promise.all([openRecord(record, nancy), openList(list, { q: 'Drew' })]);
    await field(record, 'Campus').fill('NORTH');
    banner = record.getByRole('status').filter({ hasText: 'A job is working on this record' });
    badge = row(list, nancy).getByText('Locked by job').first();
    const path = await feed('Hardy');
    release = await holdChanges(stage.portal);
    await startJob(ada.page, path);
    await expectSeen(banner);
  });

  it('B02 shows which job, who started it, since when and how far it is', async () => {
    await expectText(banner, /feed-\d+\.zip, started by Ada Tester, holding it since \S/u);
    await expectText(banner, /2 of 5 users/u);
    await expectSeen(banner.getByRole('progressbar', { name: 'Progress of the job' }));
    await expectSeen(banner.getByRole('link', { name: 'Open the job' }));
  });

  it('B02 makes the form read-only at once and keeps what was typed', async () => {
    await expectText(banner, /What you typed is kept/u);
    expect(await field(record, 'Campus').getAttribute('readonly')).toBe('');
    expect(await field(record, 'Campus').getAttribute('readonly')).toBe('');
    expect(await field(record, 'Status').isDisabled()).toBe(true);
    await expectValue(field(record, 'Campus'), 'NORTH');
    expect(await button(record, 'Save').isDisabled()).toBe(true);
  });

  it('B03 shows in the list, on the dashboard and on the page of the job', async () => {
    await expectSeen(badge);
    await expectText(ada.page.getByRole('main'), /Running[\s\S]*2 of 5/u);
    await row(list, nancy)
      .getByRole('button', { name: /^Actions for/u })
      .click();
    expect(await list.getByRole('menuitem', { name: 'Deactivate' }).getAttribute('aria-disabled')).toBe('true');
    await list.keyboard.press('Escape');
  });

  it('B03 opens by itself when the job is done, with what the feed changed', async () => {
    await release();
    await expectGone(banner);
    await expectGone(badge);
    await expectValue(field(record, 'Last name'), 'Hardy');
    await expectText(row(list, nancy), /Hardy, Nancy/u);
    await expectValue(field(record, 'Campus'), 'NORTH');
    expect(await field(record, 'Campus').getAttribute('readonly')).toBeNull();
    await saveAndContinue(record);
    await expect(readRecord(stage.api, nancy)).resolves.toMatchObject({
      lastName: 'Hardy',
      campusCode: 'NORTH',
      lock: null,
    });
  });

  it('S059 F79 ends with counts that add up, and rejects by line and reason', async () => {
    await expectSeen(ada.page.getByText('Completed'));
    const counts = ada.page.locator('dl');
    const numbers = ['Processed 5', 'Created 1', 'Updated 1', 'Unchanged 1', 'Rejected 2'];
    await expectText(counts, new RegExp(numbers.join(' ').replaceAll(' ', '[\\s=+]+'), 'u'));
    const rejects = ada.page.getByRole('row').filter({ hasText: 'people.xml' });
    await expectText(rejects.first(), /people\.xml\s+3\s+ned\s+[\s\S]*This is not a date/u);
    await expectText(rejects.nth(1), /people\.xml\s+4\s+ted/u);
    expect(await rejects.count()).toBe(2);
  });

  it('S109 shows in the history with its source and a way to the job', async () => {
    await record.getByRole('tab', { name: 'History' }).click();
    const entry = record.getByRole('region', { name: 'History' }).locator('li[id]').filter({ hasText: 'Hardy' });
    await expectText(entry, /Ada Tester[\s\S]*Feed[\s\S]*Last name[\s\S]*Drew nancy[\s\S]*Hardy/u);
    await entry.getByRole('link', { name: 'Job' }).click();
    await expectSeen(record.getByRole('heading', { level: 1, name: /feed-\d+\.zip/u }));
  });
});

describe('the jobs page', () => {
  it('B03 shows a running job to others as it goes, and its end', async () => {
    await grace.page.goto('/jobs');
    await isLive(grace.page);
    const path = await feed('Marvin');
    const release = await holdChanges(stage.portal);
    await startJob(ada.page, path);
    const first = grace.page.getByRole('row').nth(1);
    await expectText(first, /Running[\s\S]*2 of 5/u);
    await grace.page.goto('/dashboard');
    await expectText(grace.page.getByRole('main'), /2 of 5/u);
    await release();
    await expectSeen(grace.page.getByText('No job is running.'));
    await grace.page.goto('/jobs');
    await expectText(first, /Completed[\s\S]*1 created, 1 updated, 1 unchanged[\s\S]*2 rejected/u);
  });

  it('F78 refuses a file that is no ZIP in words, and nothing changes', async () => {
    const before = await stage.portal.query('select count(*) from change_log');
    await ada.page.goto('/jobs');
    await isLive(ada.page);
    await ada.page
      .locator('input[type=file]')
      .setInputFiles({ name: 'people.zip', mimeType: 'application/zip', buffer: Buffer.from('no archive') });
    await button(ada.page, 'Start the job').click();
    await expectText(ada.page.getByRole('alert'), /The file was refused and nothing was changed\s+This is not a ZIP/u);
    await eventually(async () => {
      expect(await stage.portal.query('select count(*) from change_log')).toEqual(before);
    });
  });

  it('F76 refuses XML with a document type in words', async () => {
    const path = await folder.zip({ 'evil.xml': '<!DOCTYPE users><users/>' });
    await ada.page.locator('input[type=file]').setInputFiles(path);
    await button(ada.page, 'Start the job').click();
    const told = ada.page.getByText(/document type \(DOCTYPE\), which is not accepted/u);
    await expectSeen(told.first());
  });
});
