import { describe, expect, it } from '@jest/globals';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { Visitor } from '../support/browser.js';
import { button, expectGone, expectSeen, expectText, openList, openRecord, row } from '../support/pages.js';
import { saveAndContinue } from '../support/pages.js';
import { readRecord } from '../support/records.js';
import { adding, changing, given, save, setting } from '../support/rows.js';
import { setStage, type Stage } from '../support/stage.js';
import { act, addPhone, dialog, entry, openTab } from '../support/tabs.js';

const PHONE = { number: '+47 1', types: ['home'] };
const NOTE = { type: 'OTHER', text: 'Prefers tea', userViewable: false, popup: false };

let stage: Stage;
let ada: Visitor;

setStage(async (opened) => {
  stage = opened;
  ada = await stage.signedIn('Ada');
});

function numbers(record: UserRecord): string[] {
  return record.phones.map(({ number, preferred }) => (preferred ? `${number}*` : number));
}

describe('contact information', () => {
  it('S068 adds, edits, duplicates and deletes phones, all stored by one Save', async () => {
    const user = await stage.addUserWith(
      'Mary',
      adding('phones', PHONE),
      adding('phones', { ...PHONE, number: '+47 2' }),
    );
    await openTab(ada.page, user.id, 'contact');
    await addPhone(ada.page, '+47 3', 'Mobile');
    await button(ada.page, 'Add and Close').click();
    await expectGone(dialog(ada.page));
    await act(ada.page, '+47 1', 'Edit');
    await dialog(ada.page).getByLabel('Phone number').fill('+47 11');
    await button(ada.page, 'Apply').click();
    await act(ada.page, '+47 3', 'Duplicate');
    await dialog(ada.page).getByLabel('Phone number').fill('+47 33');
    await button(ada.page, 'Add and Close').click();
    await act(ada.page, '+47 2', 'Delete');
    await expectText(entry(ada.page, '+47 2'), /Will be deleted/u);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ version: user.version });
    await saveAndContinue(ada.page);
    const stored = await readRecord(stage.api, user.id);
    expect(numbers(stored)).toEqual(['+47 11*', '+47 3', '+47 33']);
    expect(stored).toMatchObject({
      version: user.version + 1,
      phones: [{}, { types: ['mobile'] }, { types: ['mobile'] }],
    });
  });

  it('S068 adds an address and an e-mail; the server’s refusal is shown at the row', async () => {
    const user = await stage.addUser('Mary', { recordType: 'STAFF' });
    await openTab(ada.page, user.id, 'contact');
    await button(ada.page, 'Add Address').click();
    await dialog(ada.page).getByLabel('Home', { exact: true }).check();
    await dialog(ada.page).getByLabel('Street address, line 1').fill('1 Main Street');
    await dialog(ada.page).getByLabel('City').fill('Oslo');
    await button(ada.page, 'Add and Close').click();
    await expectText(entry(ada.page, '1 Main Street'), /Home.*Oslo/su);
    for (const email of user.emails) await act(ada.page, email.address, 'Delete');
    await button(ada.page, 'Save and Continue').click();
    await expectSeen(ada.page.getByRole('alert').getByText(/at least one e-mail address/u));
    await button(ada.page, 'Add Email Address').click();
    await dialog(ada.page).getByLabel('Work', { exact: true }).check();
    await dialog(ada.page).getByLabel('E-mail address').fill('mary@example.org');
    await button(ada.page, 'Add and Close').click();
    await saveAndContinue(ada.page);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({
      addresses: [{ lines: ['1 Main Street'], city: 'Oslo', preferred: true }],
      emails: [{ address: 'mary@example.org', preferred: true }],
    });
  });

  it('S070 choosing another row moves the preferred mark', async () => {
    const user = await stage.addUserWith(
      'Mary',
      adding('phones', PHONE),
      adding('phones', { ...PHONE, number: '+47 2' }),
    );
    await openTab(ada.page, user.id, 'contact');
    await act(ada.page, '+47 2', 'Set as preferred');
    await expectText(entry(ada.page, '+47 2'), /Preferred/u);
    await expectText(entry(ada.page, '+47 1'), /^(?!.*Preferred)/su);
    await saveAndContinue(ada.page);
    expect(numbers(await readRecord(stage.api, user.id))).toEqual(['+47 1', '+47 2*']);
  });

  it('S073 S074 preferred and preferred SMS can be set in the add dialog', async () => {
    const user = await stage.addUserWith('Mary', adding('phones', PHONE));
    await openTab(ada.page, user.id, 'contact');
    await addPhone(ada.page, '+47 2');
    await dialog(ada.page).getByLabel('Preferred', { exact: true }).check();
    await dialog(ada.page).getByLabel('Preferred SMS').check();
    await button(ada.page, 'Add and Close').click();
    await saveAndContinue(ada.page);
    const { phones } = await readRecord(stage.api, user.id);
    expect(phones).toMatchObject([{ preferred: false }, { number: '+47 2', preferred: true, preferredSms: true }]);
  });

  it('S075 Add keeps the dialog open for the next entry, Add and Close closes it', async () => {
    const user = await stage.addUser('Mary');
    await openTab(ada.page, user.id, 'contact');
    await addPhone(ada.page, '+47 1');
    await button(ada.page, 'Add').click();
    await expectText(dialog(ada.page), /Added: Phone \+47 1/u);
    expect(await dialog(ada.page).getByLabel('Phone number').inputValue()).toBe('');
    await dialog(ada.page).getByLabel('Office', { exact: true }).check();
    await dialog(ada.page).getByLabel('Phone number').fill('+47 2');
    await button(ada.page, 'Add and Close').click();
    await expectGone(dialog(ada.page));
    await expectSeen(ada.page.locator('button:focus', { hasText: 'Add Phone Number' }));
    await saveAndContinue(ada.page);
    expect(numbers(await readRecord(stage.api, user.id))).toEqual(['+47 1*', '+47 2']);
  });

  it('S060 S066 offers the types of the record type', async () => {
    const user = await stage.addUser('Mary', { recordType: 'STAFF' });
    await openTab(ada.page, user.id, 'contact');
    await button(ada.page, 'Add Phone Number').click();
    await expectSeen(dialog(ada.page).getByLabel('Office fax'));
    await expectGone(dialog(ada.page).getByLabel('Claim fax'));
    await ada.page.keyboard.press('Escape');
  });
});

describe('external and internal data', () => {
  async function anExternalUser(): Promise<UserRecord> {
    const user = await stage.addUserWith('Mary', adding('phones', PHONE));
    const external = (await save(stage.api, user, setting('accountType', 'EXTERNAL'))).body;
    const [phone] = external.phones;
    const { id, ...content } = phone ?? { id: '' };
    const operation = changing('phones', id, { ...content, external: true });
    return (await save(stage.api, external, operation)).body;
  }

  it('S079 S091 external rows are locked with the reason, and marked by a check with text', async () => {
    const user = await anExternalUser();
    await openTab(ada.page, user.id, 'contact');
    await expectText(entry(ada.page, '+47 1'), /External/u);
    await expectSeen(entry(ada.page, '+47 1').getByText(/Kept by the external system SIS_temp/u));
    await entry(ada.page, '+47 1')
      .getByRole('button', { name: /^Actions for/u })
      .click();
    await expectSeen(ada.page.getByRole('menuitem', { name: 'Duplicate' }));
    await expectGone(ada.page.getByRole('menuitem', { name: 'Edit' }));
    await ada.page.keyboard.press('Escape');
  });

  it('S088 Add as external is offered for external users only', async () => {
    const internal = await stage.addUser('Mary');
    await openTab(ada.page, internal.id, 'contact');
    await button(ada.page, 'Add Phone Number').click();
    await expectGone(dialog(ada.page).getByLabel('Add as external'));
    const user = await anExternalUser();
    await openTab(ada.page, user.id, 'contact');
    await addPhone(ada.page, '+47 2');
    await dialog(ada.page).getByLabel('Add as external').check();
    await button(ada.page, 'Add and Close').click();
    await saveAndContinue(ada.page);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({
      phones: [{}, { number: '+47 2', external: true }],
    });
  });

  it('S080 S081 S082 Toggle Account Type says what follows and is stored by Save', async () => {
    const identifier = { type: 'BARCODE', value: `B-${Date.now()}` };
    const user = await stage.addUserWith('Mary', adding('identifiers', identifier));
    await openRecord(ada.page, user.id);
    await button(ada.page, 'Toggle Account Type').click();
    await expectText(ada.page.getByRole('alertdialog'), /SIS_temp.*identifiers become external/su);
    await button(ada.page, 'Change').click();
    await expectSeen(ada.page.getByText('Becomes External with the next save'));
    await saveAndContinue(ada.page);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({
      ...{ accountType: 'EXTERNAL', externalId: 'SIS_temp' },
      identifiers: [{ external: true }],
    });
    await button(ada.page, 'Toggle Account Type').click();
    await button(ada.page, 'Change').click();
    await saveAndContinue(ada.page);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ accountType: 'INTERNAL', externalId: null });
  });
});

describe('notes', () => {
  it('S099 S101 S104 adds a note with its marks, edits it by its text, and the list shows the check mark', async () => {
    const user = await stage.addUser('Notable');
    await openTab(ada.page, user.id, 'notes');
    await button(ada.page, 'Add Note').click();
    await dialog(ada.page).getByLabel('Note', { exact: true }).fill('Prefers tea');
    await dialog(ada.page).getByLabel('User viewable').check();
    await dialog(ada.page).getByLabel('Pop-up note').check();
    await button(ada.page, 'Add and Close').click();
    await saveAndContinue(ada.page);
    await expectText(entry(ada.page, 'Prefers tea'), /Other.*Ada/su);
    await button(ada.page, /Prefers tea/u)
      .first()
      .click();
    await dialog(ada.page).getByLabel('Note', { exact: true }).fill('Prefers coffee');
    await button(ada.page, 'Apply').click();
    await saveAndContinue(ada.page);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({
      notes: [{ text: 'Prefers coffee', userViewable: true, popup: true, createdBy: 'Ada Tester' }],
    });
    await openList(ada.page, { q: 'Notable' });
    await expectSeen(row(ada.page, user.id).getByText(/1 note/u));
  });

  it('S101 there is no notes tab for people who may not see notes', async () => {
    const user = await stage.addUserWith('Mary', adding('notes', NOTE));
    const otto = await stage.signedIn('Otto', [ROLE.researchObserver]);
    await openTab(otto.page, user.id, 'notes');
    await expectSeen(otto.page.getByRole('tab', { name: /General Information/u, selected: true }));
    await expectGone(otto.page.getByRole('tab', { name: /^Notes/u }));
    await otto.page.getByRole('tab', { name: /^Contact Information/u }).click();
    await expectGone(button(otto.page, 'Add Phone Number'));
  });
});

describe('identifiers and roles', () => {
  it('S093 S098 adds, deactivates, duplicates and deletes identifiers', async () => {
    const value = `B-${Date.now()}`;
    const user = await stage.addUserWith('Mary', adding('identifiers', { type: 'INST_ID', value: `I-${value}` }));
    await openTab(ada.page, user.id, 'identifiers');
    await button(ada.page, 'Add Identifier').click();
    await dialog(ada.page).getByLabel(/^Type/u).first().click();
    await ada.page.getByRole('option', { name: 'Barcode', exact: true }).click();
    await dialog(ada.page).getByLabel('Value').fill(value);
    await button(ada.page, 'Add and Close').click();
    await act(ada.page, `I-${value}`, 'Deactivate');
    await act(ada.page, `Barcode`, 'Duplicate');
    await dialog(ada.page).getByLabel('Value').fill(`${value}-2`);
    await dialog(ada.page).getByLabel('Note').fill('Spare card');
    await button(ada.page, 'Add and Close').click();
    await saveAndContinue(ada.page);
    await expectText(entry(ada.page, `${value}-2`), /Spare card/u);
    const stored = await readRecord(stage.api, user.id);
    expect(stored.identifiers.map(given)).toMatchObject([
      { type: 'INST_ID', active: false },
      { type: 'BARCODE', value, active: true },
      { type: 'BARCODE', value: `${value}-2`, note: 'Spare card' },
    ]);
    await act(ada.page, `${value}-2`, 'Delete');
    await saveAndContinue(ada.page);
    expect((await readRecord(stage.api, user.id)).identifiers).toHaveLength(2);
  });

  it('S093 S095 an identifier somebody else has is refused at its row', async () => {
    const identifier = { type: 'BARCODE', value: `B-${Date.now()}` };
    await stage.addUserWith('Jane', adding('identifiers', identifier));
    const user = await stage.addUser('Mary');
    await openTab(ada.page, user.id, 'identifiers');
    await button(ada.page, 'Add Identifier').click();
    await dialog(ada.page).getByLabel(/^Type/u).first().click();
    await ada.page.getByRole('option', { name: 'Barcode', exact: true }).click();
    await dialog(ada.page).getByLabel('Value').fill(identifier.value.toLowerCase());
    await button(ada.page, 'Add and Close').click();
    await button(ada.page, 'Save and Continue').click();
    await expectSeen(ada.page.getByRole('cell', { name: /Another user already has this identifier/u }));
  });

  it('S086 grants a role; roles that hold more than one has oneself are disabled with the reason', async () => {
    const user = await stage.addUserWith('Mary', adding('roles', { role: ROLE.userAdministrator }));
    await stage.addUser('Campus', { campusCode: 'MAIN' });
    const max = await stage.signedIn('Max', [ROLE.userManager]);
    await openTab(max.page, user.id, 'roles');
    await expectSeen(entry(max.page, 'User Administrator').getByText(/rights you do not have/u));
    await button(max.page, 'Add Role').click();
    await dialog(max.page).getByLabel(/^Role/u).first().click();
    const beyond = max.page.getByRole('option', { name: /^User Administrator \(holds rights/u });
    expect(await beyond.getAttribute('data-disabled')).not.toBeNull();
    await max.page.getByRole('option', { name: 'Research Observer', exact: true }).click();
    await dialog(max.page)
      .getByLabel(/^Scope/u)
      .click();
    await max.page.getByRole('option', { name: 'MAIN', exact: true }).click();
    await button(max.page, 'Add and Close').click();
    await saveAndContinue(max.page);
    const { roles } = await readRecord(stage.api, user.id);
    expect(roles.map(given)).toMatchObject([{}, { role: ROLE.researchObserver, scope: 'MAIN', active: true }]);
  });
});
