import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import type { HistoryPage } from '../../backend/src/contract/changes.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { FeedFolder, aSourceUser } from '../fixtures/feed.js';
import { synchronise } from '../fixtures/feed-run.js';
import type { Visitor } from '../support/browser.js';
import { button, expectGone, expectSeen, expectText, expectValue, field, openRecord } from '../support/pages.js';
import { saveAndContinue } from '../support/pages.js';
import { readRecord, saveFields } from '../support/records.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;
let ada: Visitor;
let grace: Visitor;
let mary: UserRecord;

setStage(async (opened) => {
  stage = opened;
  ada = await stage.signedIn('Ada');
  grace = await stage.signedIn('Grace');
});

async function history(id: string): Promise<string[]> {
  const { body } = await stage.api.get<HistoryPage>(`/api/users/${id}/history`);
  return body.entries.map(
    ({ actor, fields }) => `${actor}: ${fields.map((change) => `${change.field}=${String(change.after)}`).join(' ')}`,
  );
}

async function bothOpen(): Promise<void> {
  mary = await stage.addUser('Mary', { jobDescription: 'Miss' });
  await Promise.all([openRecord(ada.page, mary.id), openRecord(grace.page, mary.id)]);
}

describe('two people save at once', () => {
  beforeEach(bothOpen);

  it('F38 B04 keeps both of two different fields, and both stand in the history', async () => {
    await field(ada.page, 'Job description').fill('Dr');
    await field(grace.page, 'Campus').fill('NORTH');
    await Promise.all([saveAndContinue(ada.page), saveAndContinue(grace.page)]);
    await expect(readRecord(stage.api, mary.id)).resolves.toMatchObject({
      jobDescription: 'Dr',
      campusCode: 'NORTH',
      version: 3,
    });
    const entries = await history(mary.id);
    expect(entries.slice(0, 2).sort()).toEqual(['Ada Tester: jobDescription=Dr', 'Grace Tester: campusCode=NORTH']);
    await expectValue(field(ada.page, 'Campus'), 'NORTH');
    await expectValue(field(grace.page, 'Job description'), 'Dr');
  });
});

describe('two people change the same field', () => {
  let merge: Locator;

  beforeEach(async () => {
    await bothOpen();
    merge = grace.page.getByRole('dialog');
    await field(grace.page, 'Job description').fill('Prof');
    await saveFields(stage.api, mary, { jobDescription: 'Dr' });
    await expectSeen(button(grace.page, 'Use mine for Job description'));
    await button(grace.page, 'Save and Continue').click();
    await expectSeen(merge);
  });

  it('F39 B04 shows what was, mine, theirs and who, and saves what is chosen', async () => {
    await expectText(merge.getByRole('heading'), '1 field was changed by somebody else');
    await expectText(merge, /Before\s+Miss\s+Mine\s+Prof\s+Theirs\s+Dr\s+tester-\S+.*ago/u);
    expect(await button(grace.page, 'Save my choices').isDisabled()).toBe(true);
    await merge.getByRole('radio', { name: 'Mine' }).check();
    await button(grace.page, 'Save my choices').click();
    await expectGone(merge);
    await expectGone(grace.page.getByRole('region', { name: 'Unsaved changes' }));
    await expect(readRecord(stage.api, mary.id)).resolves.toMatchObject({ jobDescription: 'Prof', version: 3 });
    expect((await history(mary.id)).slice(0, 2)).toEqual([
      'Grace Tester: jobDescription=Prof',
      expect.stringContaining('jobDescription=Dr'),
    ]);
    await expectValue(field(ada.page, 'Job description'), 'Prof');
  });

  it('F39 takes their value when that is chosen, and nothing is left to save', async () => {
    await merge.getByRole('radio', { name: 'Theirs' }).check();
    await button(grace.page, 'Save my choices').click();
    await expectGone(merge);
    await expectValue(field(grace.page, 'Job description'), 'Dr');
    await expectGone(grace.page.getByRole('region', { name: 'Unsaved changes' }));
    await expect(readRecord(stage.api, mary.id)).resolves.toMatchObject({ jobDescription: 'Dr', version: 2 });
  });

  it('F39 saves a third value typed in the view', async () => {
    await merge.getByLabel('Own text for Job description').fill('Prof Dr');
    await button(grace.page, 'Save my choices').click();
    await expectGone(merge);
    await expectValue(field(grace.page, 'Job description'), 'Prof Dr');
    await expectGone(grace.page.getByRole('region', { name: 'Unsaved changes' }));
    await expect(readRecord(stage.api, mary.id)).resolves.toMatchObject({ jobDescription: 'Prof Dr' });
  });

  it('F39 keeps what was typed when the view is left by Escape or by its button', async () => {
    await grace.page.keyboard.press('Escape');
    await expectGone(merge);
    await expectValue(field(grace.page, 'Job description'), 'Prof');
    await button(grace.page, 'Save and Continue').click();
    await button(grace.page, 'Back to the form').click();
    await expectGone(merge);
    await expectValue(field(grace.page, 'Job description'), 'Prof');
    await expect(readRecord(stage.api, mary.id)).resolves.toMatchObject({ jobDescription: 'Dr' });
  });
});

describe('a change from outside meets unsaved text', () => {
  it('F40 keeps the text, flags the field and says who changed it to what', async () => {
    await bothOpen();
    await ada.page.evaluate('window.untouched = true');
    await field(ada.page, 'Job description').fill('Prof');
    await field(ada.page, 'Middle name').fill('Fairfax');
    await saveFields(stage.api, mary, { jobDescription: 'Dr', campusCode: 'SOUTH' });
    await expectSeen(ada.page.getByText(/changed this to\s+Dr$/u));
    await expectValue(field(ada.page, 'Campus'), 'SOUTH');
    await expectValue(field(ada.page, 'Job description'), 'Prof');
    await expectValue(field(ada.page, 'Middle name'), 'Fairfax');
    await expectGone(ada.page.getByRole('dialog'));
    expect(await ada.page.evaluate('window.untouched')).toBe(true);
    await button(ada.page, 'Use theirs for Job description').click();
    await expectValue(field(ada.page, 'Job description'), 'Dr');
    await saveAndContinue(ada.page);
    await expect(readRecord(stage.api, mary.id)).resolves.toMatchObject({
      ...{ jobDescription: 'Dr', campusCode: 'SOUTH', middleName: 'Fairfax' },
    });
  });

  it('F40 keeps text typed into a record that a feed changes', async () => {
    const folder = await FeedFolder.create();
    await synchronise(stage.api, await folder.zip({ 'a.xml': [aSourceUser('fed')] }));
    const [fed] = await stage.portal.query<{ id: string }>(`select id from users where primary_id = 'fed'`);
    await openRecord(ada.page, fed?.id ?? '');
    await field(ada.page, 'Campus').fill('NORTH');
    const users = [aSourceUser('fed', { fields: { lastName: 'Hardy', campusCode: 'SOUTH' } })];
    await synchronise(stage.api, await folder.zip({ 'a.xml': users }));
    await folder.remove();
    await expectValue(field(ada.page, 'Last name'), 'Hardy');
    await expectSeen(button(ada.page, 'Use mine for Campus'));
    await expectValue(field(ada.page, 'Campus'), 'NORTH');
    await button(ada.page, 'Use mine for Campus').click();
    await saveAndContinue(ada.page);
    await expect(readRecord(stage.api, fed?.id ?? '')).resolves.toMatchObject({
      lastName: 'Hardy',
      campusCode: 'NORTH',
    });
  });
});
