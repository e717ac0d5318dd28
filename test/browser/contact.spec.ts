import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findBarriers } from '../support/accessibility.js';
import type { Visitor } from '../support/browser.js';
import {
  button,
  expectGone,
  expectSeen,
  expectText,
  expectValue,
  openList,
  openRecord,
  row,
} from '../support/pages.js';
import { saveAndContinue } from '../support/pages.js';
import { readRecord } from '../support/records.js';
import { adding, changing, removing, save } from '../support/rows.js';
import { setStage, type Stage } from '../support/stage.js';
import { act, dialog, entry, openTab } from '../support/tabs.js';

let stage: Stage;
let ada: Visitor;
let grace: Visitor;
let page: Page;

setStage(async (opened) => {
  stage = opened;
  ada = await stage.signedIn('Ada');
  grace = await stage.signedIn('Grace');
  ({ page } = ada);
});

describe('contact information', () => {
  it('S068 addresses and e-mails are edited, duplicated and deleted like phones', async () => {
    const [home, old] = [
      adding('addresses', { lines: ['1 Main Street'], types: ['home'] }),
      adding('addresses', { lines: ['9 Old Road'], types: ['work'] }),
    ];
    const user = (await save(stage.api, await stage.addUser('Mary'), home, old)).body;
    await openTab(page, user.id, 'contact');
    await act(page, '1 Main Street', 'Edit');
    await dialog(page).getByLabel('City').fill('Oslo');
    await button(page, 'Apply').click();
    await act(page, '1 Main Street', 'Duplicate');
    await dialog(page).getByLabel('Street address, line 1').fill('2 Main Street');
    await button(page, 'Add and Close').click();
    await act(page, '9 Old Road', 'Delete');
    await act(page, 'mary@example.org', 'Duplicate');
    await dialog(page).getByLabel('E-mail address').fill('second@example.org');
    await button(page, 'Add and Close').click();
    await act(page, 'mary@example.org', 'Edit');
    await dialog(page).getByLabel('E-mail address').fill('first@example.org');
    await button(page, 'Apply').click();
    await saveAndContinue(page);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({
      version: user.version + 1,
      addresses: [
        { lines: ['1 Main Street'], city: 'Oslo' },
        { lines: ['2 Main Street'], city: 'Oslo' },
      ],
      emails: [
        { address: 'first@example.org', preferred: true },
        { address: 'second@example.org', preferred: false },
      ],
    });
  });

  it('S063 a country is found by part of its name or its code, with the keyboard alone, and stored as its code', async () => {
    const user = await stage.addUserWith('Mary', adding('addresses', { lines: ['1 Main Street'], types: ['home'] }));
    await openTab(page, user.id, 'contact');
    await act(page, '1 Main Street', 'Edit');
    const country = dialog(page).getByRole('combobox', { name: 'Country' });
    await country.fill('zeal');
    await expectSeen(page.getByRole('option', { name: 'New Zealand' }));
    expect(await page.getByRole('option').count()).toBe(1);
    expect(await findBarriers(page)).toEqual([]);
    await country.press('ArrowDown');
    await country.press('Enter');
    await expectValue(country, 'New Zealand');
    await country.fill('Nowhere');
    await expectSeen(page.getByText('Nothing found'));
    await country.press('Tab');
    await expectValue(country, 'New Zealand');
    await country.fill('nor');
    await country.press('Tab');
    await expectValue(country, 'Norway');
    await country.press('ArrowDown');
    await expectSeen(page.getByRole('option', { name: 'Norway', selected: true }));
    await country.press('Escape');
    await expectGone(page.getByRole('option').first());
    await expectSeen(dialog(page));
    await button(page, 'Apply').click();
    await expectText(entry(page, '1 Main Street'), /Norway/u);
    await saveAndContinue(page);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ addresses: [{ country: 'NOR' }] });
    await act(page, '1 Main Street', 'Edit');
    await country.fill('');
    await country.press('Tab');
    await button(page, 'Apply').click();
    await saveAndContinue(page);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ addresses: [{ country: null }] });
  });

  it('S063 text that stood there before there were codes is shown as it is, and may stay', async () => {
    const user = await stage.addUserWith('Mary', adding('addresses', { lines: ['1 Main Street'], types: ['home'] }));
    await stage.portal.query(`update user_address set country = 'Norge' where user_id = $1`, [user.id]);
    await openTab(page, user.id, 'contact');
    await expectText(entry(page, '1 Main Street'), /Norge/u);
    await act(page, '1 Main Street', 'Edit');
    await expectValue(dialog(page).getByRole('combobox', { name: 'Country' }), 'Norge');
    await dialog(page).getByLabel('City').fill('Oslo');
    await button(page, 'Apply').click();
    await saveAndContinue(page);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({
      addresses: [{ city: 'Oslo', country: 'Norge' }],
    });
  });

  it('S069 dates of an address are for information: one that has ended stays, preferred and in use', async () => {
    const user = await stage.addUser('Mary');
    await openTab(page, user.id, 'contact');
    await button(page, 'Add Address').click();
    await dialog(page).getByLabel('Home', { exact: true }).check();
    await dialog(page).getByLabel('Street address, line 1').fill('1 Main Street');
    await dialog(page).getByLabel('Start date').fill('2001-01-01');
    await dialog(page).getByLabel('End date').fill('2002-01-01');
    await dialog(page).getByLabel('Preferred', { exact: true }).check();
    await button(page, 'Add and Close').click();
    await saveAndContinue(page);
    await expectText(entry(page, '1 Main Street'), /2002.*Preferred/su);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({
      status: 'ACTIVE',
      addresses: [{ preferred: true, endDate: '2002-01-01' }],
    });
  });

  it('S071 says where letters go, and that nobody gets any without a preferred address', async () => {
    const user = await stage.addUser('Mary', { recordType: 'CONTACT' });
    await openTab(page, user.id, 'contact');
    const emails = page.getByRole('region', { name: 'E-mail addresses' });
    await expectText(emails, /Letters go to mary@example\.org, the preferred address\./u);
    await act(page, 'mary@example.org', 'Delete');
    await expectSeen(page.getByText('No e-mail address is preferred'));
    await saveAndContinue(page);
    await expectSeen(page.getByText(/receives no letters until/u));
    expect(await findBarriers(page)).toEqual([]);
    const second = adding('emails', { address: 'next@example.org', types: ['work'] });
    await save(stage.api, await readRecord(stage.api, user.id), second);
    await expectText(emails, /Letters go to next@example\.org/u);
    await expectGone(page.getByText('No e-mail address is preferred'));
  });

  it('S072 S061 the last address of Staff cannot be deleted; one that is pasted with spaces takes its place', async () => {
    const user = await stage.addUser('Mary', { recordType: 'STAFF' });
    await openTab(page, user.id, 'contact');
    await act(page, 'mary@example.org', 'Delete');
    await button(page, 'Save and Continue').click();
    await expectText(page.getByRole('alert').first(), /Staff and Public users need at least one e-mail address/u);
    expect((await readRecord(stage.api, user.id)).version).toBe(user.version);
    await button(page, 'Add Email Address').click();
    await dialog(page).getByLabel('Work', { exact: true }).check();
    await dialog(page).getByLabel('E-mail address', { exact: true }).fill(' somerville@example.org\t');
    await button(page, 'Add and Close').click();
    await saveAndContinue(page);
    expect((await readRecord(stage.api, user.id)).emails).toMatchObject([
      { address: 'somerville@example.org', preferred: true },
    ]);
  });

  it('S076 whoever writes to a user is offered the preferred address first, and every other one', async () => {
    const other = adding('emails', { address: 'other@example.org', types: ['work'], preferred: true });
    const user = (await save(stage.api, await stage.addUser('Mary'), other)).body;
    await openRecord(page, user.id);
    await button(page, 'Write e-mail').click();
    const items = page.getByRole('menuitem');
    expect(await items.allInnerTexts()).toEqual(['other@example.org (preferred)', 'mary@example.org']);
    expect(await items.nth(1).getAttribute('href')).toBe('mailto:mary@example.org');
    await page.keyboard.press('Escape');
  });
});

describe('notes', () => {
  it('S099 S100 S102 edits a note by a press of the keyboard on its text, duplicates and deletes; nothing pops up', async () => {
    const note = adding('notes', { type: 'LIBRARY', text: 'Prefers tea', popup: true });
    const user = (await save(stage.api, await stage.addUser('Mary'), note)).body;
    await openTab(page, user.id, 'notes');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.getByRole('alertdialog').count()).toBe(0);
    await button(page, /Prefers tea/u)
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await dialog(page).getByLabel('Note', { exact: true }).fill('Prefers coffee');
    await dialog(page).getByLabel(/^Type/u).first().click();
    expect(await page.getByRole('option').count()).toBe(8);
    await page.getByRole('option', { name: 'Other', exact: true }).click();
    await button(page, 'Apply').click();
    await act(page, 'Prefers coffee', 'Duplicate');
    await dialog(page).getByLabel('Note', { exact: true }).fill('Prefers water');
    await button(page, 'Add and Close').click();
    await saveAndContinue(page);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({
      notes: [
        { type: 'OTHER', text: 'Prefers coffee', popup: true },
        { type: 'OTHER', text: 'Prefers water', popup: true },
      ],
    });
    await act(page, 'Prefers coffee', 'Delete');
    await saveAndContinue(page);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ notes: [{ text: 'Prefers water' }] });
  });

  it('S104 Add keeps the dialog open, and the check mark appears on the list live', async () => {
    const user = await stage.addUser('Checkmark');
    await openList(grace.page, { q: 'Checkmark' });
    await expectGone(row(grace.page, user.id).getByText(/notes?$/u));
    await openTab(page, user.id, 'notes');
    await button(page, 'Add Note').click();
    await dialog(page).getByLabel('Note', { exact: true }).fill('One');
    await button(page, 'Add').click();
    await expectText(dialog(page), /Added: Note One/u);
    await dialog(page).getByLabel('Note', { exact: true }).fill('Two');
    await button(page, 'Add and Close').click();
    await expectGone(dialog(page));
    await saveAndContinue(page);
    await expectSeen(row(grace.page, user.id).getByText('2 notes'));
    const stored = await readRecord(stage.api, user.id);
    await save(stage.api, stored, ...(stored.notes ?? []).map(({ id }) => removing('notes', id)));
    await expectGone(row(grace.page, user.id).getByText('2 notes'));
  });

  it('S099 B04 deleting a note that a colleague edits meanwhile is asked about, and theirs can be kept', async () => {
    const note = adding('notes', { type: 'OTHER', text: 'Prefers tea' });
    const user = (await save(stage.api, await stage.addUser('Mary'), note)).body;
    await openTab(page, user.id, 'notes');
    await act(page, 'Prefers tea', 'Delete');
    await save(stage.api, user, changing('notes', note.id, { type: 'OTHER', text: 'Prefers coffee' }));
    await expectSeen(page.getByText(/changed this meanwhile to:/u));
    await button(page, 'Save and Continue').click();
    await expectText(dialog(page), /Mine\s+deleted.*Theirs\s+Prefers coffee/su);
    await dialog(page).getByRole('radio', { name: 'Theirs' }).check();
    await button(page, 'Save my choices').click();
    await expectGone(dialog(page));
    await expectSeen(entry(page, 'Prefers coffee'));
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ notes: [{ text: 'Prefers coffee' }] });
  });
});
