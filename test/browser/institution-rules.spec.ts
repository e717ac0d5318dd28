import { afterEach, describe, expect, it } from '@jest/globals';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import type { SettingName } from '../../backend/src/contract/settings.js';
import { SETTING_NAMES, SETTINGS } from '../../backend/src/contract/settings.js';
import type { Visitor } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import {
  button,
  expectGone,
  expectSeen,
  expectText,
  field,
  isLive,
  openRecord,
  saveAndContinue,
} from '../support/pages.js';
import { readRecord } from '../support/records.js';
import { adding, save } from '../support/rows.js';
import { readSetting, readSettings, saveSetting } from '../support/settings.js';
import { setStage, type Stage } from '../support/stage.js';
import { dialog, openTab } from '../support/tabs.js';

let stage: Stage;
let ada: Visitor;
let page: Page;

setStage(async (opened) => {
  stage = opened;
  ada = await stage.signedIn('Ada');
  ({ page } = ada);
});
afterEach(async () => {
  const now = await readSettings(stage.api);
  for (const name of SETTING_NAMES) {
    if (now[name].version > 0) await configure(name, SETTINGS[name].initial);
  }
});

async function configure(name: SettingName, value: unknown): Promise<void> {
  expect((await saveSetting(stage.api, name, value)).status).toBe(200);
}

/** The line below a table's row that says why it was refused. */
function refusal(text: RegExp): Locator {
  return page.getByRole('tabpanel').getByRole('row').getByText(text);
}

async function seriousFindings(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id);
}

describe('what an administrator sets binds whoever edits', () => {
  it('S045 S124 a primary identifier of another form is refused at its field, with the page left open', async () => {
    const user = await stage.addUser('Mary');
    await openRecord(page, user.id);
    // Set while the page is open: nothing has to be restarted or read again.
    await configure('primary_identifier_regex', '[A-Z]{2}\\d{3}');
    await field(page, 'Primary identifier').fill('mary');
    await button(page, 'Save and Continue').click();
    const said = /does not have the form your institution asks for/u;
    await expectText(page.locator('#field-primaryId-error'), said);
    await expectText(page.getByRole('alert').first(), said);
    expect(await field(page, 'Primary identifier').getAttribute('aria-invalid')).toBe('true');
    await field(page, 'Primary identifier').fill('AB123');
    await saveAndContinue(page);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ primaryId: 'AB123', version: 2 });
  });

  it('S037 the form of a record marks the names that cannot be emptied, as soon as that is set', async () => {
    const user = await stage.addUser('Mary', { recordType: 'STAFF' });
    await openRecord(page, user.id);
    const isRequired = (label: string): Promise<string | null> => field(page, label).getAttribute('aria-required');
    expect(await isRequired('First name')).toBe('true');
    const { value } = await readSetting(stage.api, 'mandatory_fields');
    await configure('mandatory_fields', { ...value, STAFF: ['lastName', 'primaryId', 'title'] });
    await eventually(async () => {
      const marked = await Promise.all(['First name', 'Last name', 'Primary identifier'].map(isRequired));
      expect(marked.map((mark) => mark === 'true')).toEqual([false, true, true]);
    });
    await field(page, 'First name').fill('');
    await saveAndContinue(page);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ firstName: null, version: 2 });
  });

  it('S061 an address of another form is refused at its row, in the institution’s own words', async () => {
    const user = await stage.addUser('Mary');
    await configure('email_regex', '.*@example\\.org');
    await configure('email_regex_display', 'Use your work address.');
    await openTab(page, user.id, 'contact');
    await button(page, 'Add Email Address').click();
    await dialog(page).getByLabel('Work', { exact: true }).check();
    await dialog(page).getByLabel('E-mail address').fill('mary@example.com');
    await button(page, 'Add and Close').click();
    await button(page, 'Save and Continue').click();
    await expectSeen(refusal(/Use your work address\./u));
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ version: 1 });
  });

  it.each([
    ['S067', 'phone_regex', '\\+\\d+', 'Add Phone Number', 'Phone number'],
    ['S064', 'address_line1_regex', '\\d+ .*', 'Add Address', 'Street address, line 1'],
    ['S065', 'postal_code_regex', '\\d{4}', 'Add Address', 'Postal code'],
  ] as const)('%s %s refuses at the row', async (_, parameter, pattern, add, label) => {
    const user = await stage.addUser('Mary');
    await configure(parameter, pattern);
    await openTab(page, user.id, 'contact');
    await button(page, add).click();
    await dialog(page).getByLabel('Home', { exact: true }).check();
    if (label === 'Postal code') await dialog(page).getByLabel('Street address, line 1').fill('1 Main Street');
    await dialog(page).getByLabel(label).fill('nonsense');
    await button(page, 'Add and Close').click();
    await button(page, 'Save and Continue').click();
    await expectSeen(refusal(/does not have the form your institution asks for/u));
    expect(await seriousFindings()).toEqual([]);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ version: 1 });
  });

  it('S095 S096 an identifier that somebody has is refused at its row, of two that were added', async () => {
    const owner = await stage.addUser('Mary');
    const value = `O-${owner.id}`;
    await save(stage.api, owner, adding('identifiers', { type: 'ORCID', value }));
    await configure('unique_across_types', true);
    const user = await stage.addUser('Maud');
    await openTab(page, user.id, 'identifiers');
    for (const given of [`free-${user.id}`, value]) {
      await button(page, 'Add Identifier').click();
      await dialog(page).getByLabel(/^Type/u).first().click();
      await page.getByRole('option', { name: 'Barcode', exact: true }).click();
      await dialog(page).getByLabel('Value').fill(given);
      await button(page, 'Add and Close').click();
      await expectGone(dialog(page));
    }
    await button(page, 'Save and Continue').click();
    await expectSeen(refusal(/Another user already has this identifier/u));
    const rows = page.getByRole('tabpanel').getByRole('row');
    const texts = await rows.allInnerTexts();
    const taken = texts.findIndex((text) => text.includes(value));
    expect(texts[taken + 1]).toMatch(/Another user already has this identifier/u);
  });
});

describe('the settings', () => {
  it.each(['light', 'dark'] as const)(
    'S096 switching on is refused with what users share, and nothing changes, %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const value = `shared-${colorScheme}`;
      for (const type of ['BARCODE', 'ORCID']) {
        await save(stage.api, await stage.addUser('Mary'), adding('identifiers', { type, value }));
      }
      await page.goto('/settings/identifier-generation');
      await isLive(page);
      await page.getByRole('checkbox', { name: 'Unique across types' }).click();
      const form = page.locator('form[data-setting="unique_across_types"]');
      await form.getByRole('button', { name: /^Save: /u }).click();
      await expectText(form.getByRole('alert'), /Identifiers that several users have must be made different first/u);
      await expectText(form.getByRole('alert'), new RegExp(`${value} \\(BARCODE, ORCID\\)`, 'u'));
      expect(await seriousFindings()).toEqual([]);
      expect((await readSetting(stage.api, 'unique_across_types')).value).toBe(false);
      await form.getByRole('button', { name: /^Discard/u }).click();
      await expectGone(form.getByRole('alert'));
    },
  );

  it('S024 a new order of names shows on an open record: heading, page title and who is here', async () => {
    const user = await stage.addUser('Mary', { middleName: 'Fairfax', prefFirstName: 'Maria' });
    const grace = await stage.signedIn('Grace');
    await openRecord(grace.page, user.id);
    await openRecord(page, user.id);
    const heading = page.getByRole('heading', { level: 1 });
    await expectText(heading, /^Somerville, Maria Fairfax$/u);
    await expectSeen(page.getByRole('list', { name: 'Here now' }).getByText('Grace Tester', { exact: true }));
    await configure('name_display', { order: 'first-last', inText: 'last-first', middleName: false });
    await expectText(heading, /^Maria Somerville$/u);
    await expectSeen(page.getByRole('list', { name: 'Here now' }).getByText('Tester, Grace', { exact: true }));
    expect(await page.title()).toMatch(/^Maria Somerville/u);
    await expectSeen(page.getByRole('button', { name: 'Account of Tester, Ada' }));
    // What is done from now on is logged under the new name.
    await field(page, 'Job description').fill('Maps');
    await saveAndContinue(page);
    await page.goto('/dashboard');
    await expectSeen(page.getByRole('link', { name: 'Maria Somerville' }).first());
  });
});
