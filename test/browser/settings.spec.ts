import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { SettingName } from '../../backend/src/contract/settings.js';
import { findBarriers } from '../support/accessibility.js';
import type { Visitor } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import {
  button,
  expectGone,
  expectSeen,
  expectText,
  expectValue,
  field,
  isLive,
  openList,
  row,
} from '../support/pages.js';
import { readSetting, saveSetting } from '../support/settings.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;
let ada: Visitor;
let grace: Visitor;

setStage(async (opened) => {
  stage = opened;
  ada = await stage.signedIn('Ada');
  grace = await stage.signedIn('Grace');
});

async function open(page: Page, section: string): Promise<void> {
  await page.goto(`/settings/${section}`);
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  await isLive(page);
}

function setting(page: Page, name: SettingName): Locator {
  return page.locator(`form[data-setting="${name}"]`);
}

/** Saves one setting; resolves when it is stored. */
async function save(page: Page, name: SettingName): Promise<void> {
  await setting(page, name)
    .getByRole('button', { name: /^Save: /u })
    .click();
  await expectGone(setting(page, name).getByRole('button', { name: /^Save: /u }));
}

describe('who comes here', () => {
  it('S001 S124 has the menu entry with the permission alone', async () => {
    await expectSeen(ada.page.getByRole('link', { name: 'Settings' }));
    const manager = await stage.signedIn('Manager', [ROLE.userManager]);
    await expectSeen(manager.page.getByRole('link', { name: 'Users', exact: true }));
    await expectGone(manager.page.getByRole('link', { name: 'Settings' }));
    await manager.page.goto('/settings');
    await expectSeen(manager.page.getByRole('heading', { name: 'You have no access to this' }));
  });

  it('S124 is open to a General System Administrator, who sees no users, live', async () => {
    const system = await stage.signedIn('System', [ROLE.generalSystemAdministrator]);
    await system.page.getByRole('link', { name: 'Settings' }).click();
    await isLive(system.page);
    await saveSetting(stage.api, 'photo_suffix', 'jpg');
    await expectValue(field(system.page, 'Picture suffix'), 'jpg');
    await field(system.page, 'Picture suffix').fill('png');
    await save(system.page, 'photo_suffix');
    expect((await readSetting(stage.api, 'photo_suffix')).value).toBe('png');
  });
});

describe('parameters', () => {
  it('S124 a value is tried against a pattern, saved, and in its own history', async () => {
    const { page } = ada;
    await open(page, 'parameters');
    await field(page, 'Form of phone numbers').fill('\\+?[0-9 ]{5,');
    await page.getByLabel('Value to try against Form of phone numbers').fill('+49 30 1234');
    const own = setting(page, 'phone_regex');
    await expectText(own.getByRole('status'), /This value is refused/u);
    await field(page, 'Form of phone numbers').fill('\\+?[0-9 ]{5,20}');
    await expectText(own.getByRole('status'), /This value is taken/u);
    await save(page, 'phone_regex');
    await expectText(own, /Changed by Ada Tester/u);
    await own.getByRole('button', { name: 'History: Form of phone numbers' }).click();
    const history = page.getByRole('dialog', { name: 'History of Form of phone numbers' });
    await expectText(history, /Ada Tester[\s\S]*not set[\s\S]*\\\+\?\[0-9 \]\{5,20\}/u);
    await page.keyboard.press('Escape');
    await expectGone(history);
  });

  it('S124 F63 an invalid value is refused where it stands, with the reason', async () => {
    const { page } = ada;
    await open(page, 'parameters');
    await field(page, 'Form of postal codes').fill('[0-9');
    await setting(page, 'postal_code_regex')
      .getByRole('button', { name: /^Save: /u })
      .click();
    await expectText(setting(page, 'postal_code_regex'), /regular expression that can be used \(missing closing \]/u);
    await field(page, 'How long history is kept').fill('a year');
    await page.keyboard.press('Enter');
    await expectText(setting(page, 'user_audit_retention_period'), /whole number of days/u);
    await field(page, 'Picture server').fill('https://pictures.example.org');
    await page.keyboard.press('Enter');
    await expectText(setting(page, 'photo_server_url'), /must end with a slash/u);
    expect((await readSetting(stage.api, 'postal_code_regex')).value).toBeNull();
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    const asked = page.getByRole('alertdialog');
    await expectText(asked, /Form of postal codes, How long history is kept,? and Picture server/u);
    await asked.getByRole('button', { name: 'Leave without saving' }).click();
    await expectSeen(page.getByRole('heading', { level: 1, name: 'Find and Manage Staff' }));
  });
});

describe('two administrators', () => {
  it('S124 B03 what one saves shows to the other at once, without a reload', async () => {
    await open(grace.page, 'parameters');
    await open(ada.page, 'parameters');
    await field(ada.page, 'Sender of messages').fill('library@example.org');
    await save(ada.page, 'from_address');
    await expectValue(field(grace.page, 'Sender of messages'), 'library@example.org');
    await expectText(setting(grace.page, 'from_address'), /Changed by Ada Tester/u);
  });

  it('S124 B04 what I am typing is never overwritten: I see theirs, and choose', async () => {
    await open(grace.page, 'parameters');
    await open(ada.page, 'parameters');
    await field(grace.page, 'Message for a wrong e-mail address').fill('Mine');
    await field(ada.page, 'Message for a wrong e-mail address').fill('Theirs');
    await save(ada.page, 'email_regex_display');
    const own = setting(grace.page, 'email_regex_display');
    await expectText(own.getByRole('alert'), /Ada Tester changed this while you were editing[\s\S]*Mine[\s\S]*Theirs/u);
    await expectValue(field(grace.page, 'Message for a wrong e-mail address'), 'Mine');
    await own.getByRole('button', { name: /^Use mine/u }).click();
    await save(grace.page, 'email_regex_display');
    await expectValue(field(ada.page, 'Message for a wrong e-mail address'), 'Mine');
  });

  it('S037 B04 both tick mandatory fields, and both ticks are kept', async () => {
    await open(grace.page, 'mandatory-fields');
    await open(ada.page, 'mandatory-fields');
    const tick = (page: Page, name: string): Locator => page.getByRole('checkbox', { name });
    await tick(grace.page, 'Birth date is mandatory for Contact').click();
    await tick(ada.page, 'User group is mandatory for Staff').click();
    await save(ada.page, 'mandatory_fields');
    await expectSeen(grace.page.getByRole('checkbox', { name: 'User group is mandatory for Staff', checked: true }));
    await save(grace.page, 'mandatory_fields');
    const { value } = await readSetting(stage.api, 'mandatory_fields');
    expect([value.CONTACT, value.STAFF]).toEqual([
      ['firstName', 'lastName', 'primaryId', 'email', 'birthDate'],
      ['firstName', 'lastName', 'primaryId', 'email', 'userGroup'],
    ]);
    expect(await tick(ada.page, 'Primary identifier is mandatory for Staff').isDisabled()).toBe(true);
    expect(await tick(ada.page, 'Identifier 1 (type and value) is mandatory for Contact').isDisabled()).toBe(true);
  });
});

describe('code tables', () => {
  it('S046 a title is added, moved by keyboard, disabled, and deleted only while nobody has it', async () => {
    const { page } = ada;
    await stage.addUser('Maud', { title: 'MISS' });
    await open(page, 'code-tables');
    const line = (code: string): Locator => page.locator(`tr[data-code="${code}"]`);
    await expectText(line('MISS'), /1 record/u);
    expect(
      await button(page, 'Records use MISS; disable it instead of deleting it').getAttribute('aria-disabled'),
    ).toBe('true');
    await button(page, 'Add a row').click();
    const dialog = page.getByRole('dialog', { name: 'Add to Titles' });
    await dialog.getByLabel('Code').fill('dr');
    await dialog.getByLabel('Label').fill('Reverend');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await expectText(dialog, /This code is there already/u);
    await dialog.getByLabel('Code').fill('REV');
    await page.keyboard.press('Enter');
    await expectSeen(line('REV'));
    await button(page, 'Move REV up').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await line('MISS').getByRole('checkbox', { name: 'MISS is enabled' }).click();
    await button(page, 'Delete MRS').click();
    await save(page, 'user_titles');
    const { value } = await readSetting(stage.api, 'user_titles');
    expect(value.map(({ code }) => code)).toEqual(['MR', 'MS', 'MISS', 'REV', 'DR', 'PROF']);
    expect(value.find(({ code }) => code === 'MISS')?.enabled).toBe(false);
  });

  it('S092 identifier types are mapped to record types', async () => {
    const { page } = ada;
    await open(page, 'code-tables?table=identifier_types');
    await button(page, 'Edit ORCID').click();
    const dialog = page.getByRole('dialog', { name: 'Edit ORCID' });
    await dialog.getByRole('checkbox', { name: 'Organization' }).click();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await expectText(page.locator('tr[data-code="ORCID"]'), /Public, Staff,? and Non-affiliated researcher/u);
    await save(page, 'identifier_types');
    const { value } = await readSetting(stage.api, 'identifier_types');
    expect(value.find(({ code }) => code === 'ORCID')?.recordTypes).toEqual(['PUBLIC', 'STAFF', 'NON_AFFILIATED']);
  });

  it('S046 F39 a row a colleague changes while it is in the dialog is a conflict, and not overwritten', async () => {
    const { page } = ada;
    await open(page, 'code-tables');
    await button(page, 'Edit PROF').click();
    const dialog = page.getByRole('dialog', { name: 'Edit PROF' });
    await dialog.getByLabel('Label').fill('Professor (mine)');
    const before = (await readSetting(stage.api, 'user_titles')).value;
    const theirs = before.map((row) => (row.code === 'PROF' ? { ...row, label: 'Professor (theirs)' } : row));
    expect((await saveSetting(stage.api, 'user_titles', theirs)).status).toBe(200);
    await expectText(page.locator('tr[data-code="PROF"]'), /Professor \(theirs\)/u);
    // A press beside the dialog asks before it throws away what was typed.
    await page.mouse.click(5, 400);
    await button(page, 'Keep editing').click();
    await dialog.getByRole('button', { name: 'Done' }).click();
    const conflict = setting(page, 'user_titles').getByRole('alert');
    await expectText(conflict, /Professor \(mine\).*Professor \(theirs\)/su);
    expect((await readSetting(stage.api, 'user_titles')).value).toEqual(theirs);
    await conflict.getByRole('button', { name: /^Use mine: /u }).click();
    await save(page, 'user_titles');
    const { value } = await readSetting(stage.api, 'user_titles');
    expect(value.find(({ code }) => code === 'PROF')?.label).toBe('Professor (mine)');
  });

  it('S100 note types are shown, and cannot be changed', async () => {
    const { page } = ada;
    await open(page, 'code-tables?table=note_types');
    await expectSeen(page.getByText('These types are the same in every institution and cannot be changed.'));
    await expectSeen(page.getByRole('row', { name: 'POPUP General' }));
    await expectGone(button(page, 'Add a row'));
  });
});

describe('identifiers and names', () => {
  it('S097 S096 a type gets a prefix and a number to start at', async () => {
    const { page } = ada;
    await open(page, 'identifier-generation');
    await page.getByRole('checkbox', { name: 'Generate Barcode' }).click();
    await field(page, 'Prefix of Barcode').fill('B-');
    await field(page, 'Next number of Barcode').fill('1000');
    await save(page, 'id_generation');
    await page.getByRole('checkbox', { name: 'Unique across types' }).click();
    await save(page, 'unique_across_types');
    expect((await readSetting(stage.api, 'id_generation')).value).toEqual({ BARCODE: { prefix: 'B-', startAt: 1000 } });
    expect((await readSetting(stage.api, 'unique_across_types')).value).toBe(true);
  });

  it('S024 a new order of names shows in the list of somebody else, without a reload', async () => {
    const user = await stage.addUser('Mary', { middleName: 'Fairfax', primaryId: 'mary.fairfax' });
    await openList(grace.page, { q: 'Fairfax' });
    await expectText(row(grace.page, user.id), /Somerville, Mary Fairfax/u);
    await open(ada.page, 'name-display');
    await ada.page.getByRole('checkbox', { name: 'Show the middle name' }).click();
    await ada.page.getByLabel('In lists and headings: Last name, first name').click();
    await ada.page.getByRole('option', { name: 'First name last name' }).click();
    await expectText(ada.page.locator('dl[aria-label="Example"]'), /In a list\s+Mary Somerville/u);
    await save(ada.page, 'name_display');
    await eventually(async () => {
      expect(await row(grace.page, user.id).innerText()).toMatch(/Mary Somerville/u);
    }, 20_000);
    await grace.page.goto(`/users/${user.id}`);
    await expectText(grace.page.getByRole('heading', { level: 1 }), /^Mary Somerville$/u);
  });

  it('S043 letters can leave the preferred name aside', async () => {
    await open(ada.page, 'name-display');
    await ada.page.getByRole('checkbox', { name: 'Letters use the preferred name' }).click();
    await save(ada.page, 'letters_use_preferred_name');
    expect((await readSetting(stage.api, 'letters_use_preferred_name')).value).toBe(false);
  });
});

describe.each(['light', 'dark'] as const)('axe finds nothing serious, %s', (colorScheme) => {
  it.each(['parameters', 'mandatory-fields', 'code-tables', 'identifier-generation', 'name-display'])(
    'F112 on %s',
    async (section) => {
      await ada.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await open(ada.page, section);
      await expectSeen(ada.page.locator('form[data-setting]').first());
      expect(await findBarriers(ada.page)).toEqual([]);
    },
  );

  it('F112 with a dialog, a refusal and a history open', async () => {
    const { page } = ada;
    await ada.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await open(page, 'code-tables?table=user_groups');
    await button(page, 'Add a row').click();
    await page.getByRole('button', { name: 'Done' }).click();
    await expectSeen(page.getByText('This must be filled in').first());
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await open(page, 'code-tables?table=user_titles');
    await button(page, 'History: Titles').click();
    await expectText(page.getByRole('dialog'), /Ada Tester/u);
    expect(await findBarriers(page)).toEqual([]);
  });
});
