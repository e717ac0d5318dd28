import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { Visitor } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { button, expectGone, expectSeen, expectText, expectValue, field, openRecord } from '../support/pages.js';
import { isLive, saveAndContinue } from '../support/pages.js';
import { listPage, readRecord } from '../support/records.js';
import { saveSetting } from '../support/settings.js';
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

beforeEach(async () => {
  await saveSetting(stage.api, 'pin_number_method', 'fourDigit');
  mary = await stage.addUser('Mary');
});

async function openForm(page: Page): Promise<void> {
  await page.goto('/users/new');
  await expectSeen(page.getByRole('form', { name: 'Quick User Management' }));
  await isLive(page);
}

async function fillPerson(page: Page, primaryId: string): Promise<void> {
  await field(page, 'First name').fill('Caroline');
  await field(page, 'Last name').fill('Herschel');
  await field(page, 'Primary identifier').fill(primaryId);
  await field(page, 'Email address').fill(`${primaryId}@example.org`);
}

async function stored(primaryId: string): Promise<UserRecord> {
  const { rows } = await listPage(stage.api, { q: primaryId, by: 'identifier' });
  return readRecord(stage.api, rows[0]?.id ?? '');
}

async function openHistory(page: Page): Promise<Locator> {
  await page.getByRole('tab', { name: 'History' }).click();
  const history = page.getByRole('region', { name: 'History' });
  await expectSeen(history);
  return history;
}

describe('PIN', () => {
  it('S031 is typed when a user is added, four digits exactly', async () => {
    const { page } = ada;
    await openForm(page);
    await fillPerson(page, 'pin-1');
    await field(page, 'PIN number').fill('12a');
    await button(page, 'Save and Continue').click();
    await expectText(page.getByRole('alert'), /PIN number: A PIN is exactly four digits/u);
    await field(page, 'PIN number').fill('1234');
    await button(page, 'Save and Continue').click();
    await expectText(page.getByRole('heading', { level: 1 }), /Herschel/u);
    expect((await stored('pin-1')).pin).toMatch(/^\d{4}-/u);
    await expectText(page.getByRole('form'), /PIN set /u);
    await expectValue(field(page, 'PIN number'), '');
  });

  it.each(['١٢٣٤', '12345', '12 4', ' 1234'])(
    'S031 F22 %j is refused at the field, and the form keeps it',
    async (pin) => {
      const { page } = ada;
      await openRecord(page, mary.id);
      await field(page, 'PIN number').fill(pin);
      await button(page, 'Save and Continue').click();
      await expectText(page.getByRole('alert'), /PIN number: A PIN is exactly four digits/u);
      await expectValue(field(page, 'PIN number'), pin);
      expect((await readRecord(stage.api, mary.id)).pin).toBeNull();
      await button(page, 'Discard').click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click();
    },
  );

  it('S031 F22 generates another row of PINs whenever the page begins anew', async () => {
    const { page } = ada;
    const generated = async (): Promise<string> => {
      await openForm(page);
      const pins: string[] = [];
      for (let time = 0; time < 6; time += 1) {
        await button(page, 'Generate a PIN number').click();
        pins.push(await field(page, 'PIN number').inputValue());
      }
      expect(pins.filter((pin) => !/^[0-9]{4}$/u.test(pin))).toEqual([]);
      await field(page, 'PIN number').fill('');
      return pins.join(' ');
    };
    const [first, second] = [await generated(), await generated()];
    expect(second).not.toBe(first);
  });

  it('S031 is generated and saved with everything else; the history says that it was set and changed, not to what', async () => {
    const { page } = ada;
    await openRecord(page, mary.id);
    await expectText(page.getByRole('form'), /No PIN is set/u);
    await field(page, 'Campus').fill('NORTH');
    await button(page, 'Generate a PIN number').click();
    const first = await field(page, 'PIN number').inputValue();
    expect(first).toMatch(/^\d{4}$/u);
    await expectText(
      page.getByRole('region', { name: 'Unsaved changes' }),
      /2 unsaved changes: Campus and PIN number/u,
    );
    await saveAndContinue(page);
    await expectValue(field(page, 'PIN number'), '');
    await field(page, 'PIN number').fill('7351');
    await saveAndContinue(page);
    expect(await readRecord(stage.api, mary.id)).toMatchObject({ version: 3, campusCode: 'NORTH' });
    const history = await openHistory(page);
    await expectText(history, /PIN number\s+PIN changed[\s\S]*PIN number\s+PIN set/u);
    // Names and identifiers of the test's own are random, and may have any four digits in them.
    const told = (await history.innerText()).replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4,12}){4}/gu, '');
    expect(told).not.toMatch(new RegExp(`7351|(?<!\\d)${first}(?!\\d)`, 'u'));
  });

  it('S033 is offered only while the parameter says so, in the form and on the record, at once', async () => {
    await openForm(ada.page);
    await openRecord(grace.page, mary.id);
    await expectSeen(field(ada.page, 'PIN number'));
    await expectSeen(button(grace.page, 'Generate a PIN number'));
    await saveSetting(stage.api, 'pin_number_method', 'off');
    await expectGone(field(ada.page, 'PIN number'));
    await expectGone(button(ada.page, 'Generate a PIN number'));
    await expectGone(button(grace.page, 'Generate a PIN number'));
    expect(await field(grace.page, 'PIN number').getAttribute('readonly')).toBe('');
  });

  it('S031 is not shown to an observer, nor whether there is one', async () => {
    const otto = await stage.signedIn('Otto', [ROLE.researchObserver]);
    await openRecord(otto.page, mary.id);
    await expectGone(field(otto.page, 'PIN number'));
    expect(await otto.page.content()).not.toContain('PIN set');
  });

  it('S031 B04 of two who set one, the second is asked, and neither is shown what the other typed', async () => {
    await openRecord(ada.page, mary.id);
    await openRecord(grace.page, mary.id);
    await field(grace.page, 'PIN number').fill('2222');
    await field(ada.page, 'PIN number').fill('1111');
    await saveAndContinue(ada.page);
    await expectSeen(button(grace.page, 'Use mine for PIN number'));
    await button(grace.page, 'Save and Continue').click();
    const merge = grace.page.getByRole('dialog');
    await expectText(merge, /Mine\s+A new PIN\s+Theirs\s+PIN set /u);
    expect(await merge.innerText()).not.toMatch(/1111|2222/u);
    await merge.getByRole('radio', { name: 'Mine' }).check();
    await button(grace.page, 'Save my choices').click();
    await expectGone(merge);
    await expectGone(grace.page.getByRole('region', { name: 'Unsaved changes' }));
    expect((await readRecord(stage.api, mary.id)).version).toBe(3);
  });
});

describe('letters', () => {
  it('S054 can be opted out of when a user is added; letters about research only where there is research', async () => {
    const { page } = ada;
    await openForm(page);
    const letters = page.getByRole('group', { name: 'Selected Patron Letters' });
    expect(await letters.getByRole('checkbox', { checked: true }).count()).toBe(12);
    await saveSetting(stage.api, 'research_enabled', false);
    await expectGone(field(page, 'New assets added'));
    expect(await letters.getByRole('checkbox').count()).toBe(7);
    await saveSetting(stage.api, 'research_enabled', true);
    await expectSeen(field(page, 'New assets added'));
    await field(page, 'New assets added').uncheck();
    await fillPerson(page, 'letters-1');
    await button(page, 'Save and Continue').click();
    await expectText(page.getByRole('heading', { level: 1 }), /Herschel/u);
    expect(await stored('letters-1')).toMatchObject({ letterNewAssets: 'OUT', letterResetPassword: 'IN' });
    expect(await field(page, 'New assets added').isChecked()).toBe(false);
  });

  it('S054 B04 two who change different letters both succeed, and see each other do it', async () => {
    await openRecord(ada.page, mary.id);
    await openRecord(grace.page, mary.id);
    await field(grace.page, 'Reset password').uncheck();
    await field(ada.page, 'New assets added').uncheck();
    await saveAndContinue(ada.page);
    await eventually(async () => {
      expect(await field(grace.page, 'New assets added').isChecked()).toBe(false);
    });
    await saveAndContinue(grace.page);
    expect(await readRecord(stage.api, mary.id)).toMatchObject({
      ...{ version: 3, letterNewAssets: 'OUT', letterResetPassword: 'OUT', letterSocialLogin: 'IN' },
    });
    const history = await openHistory(grace.page);
    await expectText(history, /Reset password\s+Before:\s+Opted in\s+After:\s+Opted out/u);
  });
});
