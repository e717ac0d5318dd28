import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { ROLE } from '../../backend/src/contract/permissions.js';
import { findBarriers } from '../support/accessibility.js';
import type { Visitor } from '../support/browser.js';
import {
  button,
  expectGone,
  expectSeen,
  expectText,
  expectUrl,
  expectValue,
  field,
  openRecord,
} from '../support/pages.js';
import { PASSWORD } from '../support/portal.js';
import { readRecord } from '../support/records.js';
import { save, setting } from '../support/rows.js';
import { setStage, type Stage } from '../support/stage.js';
import { dialog } from '../support/tabs.js';

const OWN = 'seven green umbrellas sing';

let stage: Stage;
let ada: Visitor;

setStage(async (opened) => {
  stage = opened;
  ada = await stage.signedIn('Ada');
});

function section(page: Page) {
  return page.getByRole('group', { name: 'User Management Information' });
}

async function setOneTime(page: Page): Promise<string> {
  await section(page).getByRole('button', { name: 'Set one-time password' }).click();
  const question = page.getByRole('alertdialog');
  await expectText(question, /stops working at once[\s\S]*within 72 hours/u);
  await question.getByRole('button', { name: 'Set one-time password' }).click();
  return page.getByLabel('One-time password', { exact: true }).inputValue();
}

async function change(page: Page, current: string, next: string): Promise<void> {
  await page.getByLabel('Current password').fill(current);
  await page.getByLabel('New password', { exact: true }).fill(next);
  await page.getByLabel('New password again').fill(next);
  await button(page, 'Change password').click();
}

describe('User Management Information on a record', () => {
  it('S030 F20 hands out a one-time password once; its owner chooses another at the first sign-in', async () => {
    const { page } = ada;
    const id = await stage.portal.addAccount('Newcomer');
    await openRecord(page, id);
    await expectText(section(page), /Password\s+The user's own, set /u);
    const secret = await setOneTime(page);
    expect(secret).toMatch(/^(?:[a-z2-9]{5}-){3}[a-z2-9]{5}$/u);
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expectSeen(dialog(page).getByText('Copy it first, or press Done'));
    await button(page, 'Done').click();
    await expectGone(dialog(page));
    await expectText(section(page), /A one-time password, to be used until /u);
    expect(await page.content()).not.toContain(secret);
    await page.reload();
    await expectText(section(page), /A one-time password, to be used until /u);
    expect(await page.content()).not.toContain(secret);

    const newcomer = await stage.visitor();
    await newcomer.signIn('Newcomer', secret);
    await expectSeen(newcomer.page.getByRole('heading', { name: 'Choose a new password' }));
    await change(newcomer.page, secret, OWN);
    await expectUrl(newcomer.page, '/dashboard');
    await expectText(section(page), /The user's own, set /u);
    await page.getByRole('tab', { name: 'History' }).click();
    const history = page.getByRole('region', { name: 'History' });
    await expectText(history, /changed the password[\s\S]*Ada Tester\s+set a one-time password/u);
    expect(await history.innerText()).not.toContain(secret);
  });

  it('S030 F20 can be done by keyboard, and changed one’s mind about', async () => {
    const { page } = ada;
    await openRecord(page, await stage.portal.addAccount('Keyed'));
    await section(page).getByRole('button', { name: 'Set one-time password' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await page.keyboard.press('Escape');
    await expectGone(page.getByRole('alertdialog'));
    await expectText(section(page), /The user's own/u);
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Set one-time password' }).focus();
    await page.keyboard.press('Enter');
    await expectSeen(page.getByLabel('One-time password', { exact: true }));
    await button(page, 'Done').focus();
    await page.keyboard.press('Enter');
    await expectGone(dialog(page));
    await expectText(section(page), /A one-time password, to be used until /u);
  });

  it('S030 F20 is not offered where the password is kept elsewhere, nor for oneself or somebody who may do more', async () => {
    const { page } = ada;
    const mary = await stage.addUser('Mary');
    await openRecord(page, mary.id);
    await expectText(section(page), /No password is set/u);
    await expectSeen(section(page).getByRole('button', { name: 'Set one-time password' }));
    await save(stage.api, mary, setting('accountType', 'INTEXTAUTH'));
    await expectText(section(page), /The institution's directory checks the password/u);
    await expectGone(section(page).getByRole('button'));
    await save(stage.api, await readRecord(stage.api, mary.id), setting('accountType', 'EXTERNAL'));
    await expectText(section(page), /the system that feeds it keeps the password/u);
    await expectGone(section(page).getByRole('button'));

    const manager = await stage.signedIn('Manager', [ROLE.userManager]);
    await openRecord(manager.page, await stage.portal.addAccount('Above'));
    await expectText(section(manager.page), /This user has rights you do not have/u);
    await expectGone(section(manager.page).getByRole('button'));
    const observer = await stage.signedIn('Observer', [ROLE.researchObserver]);
    await openRecord(observer.page, mary.id);
    await expectGone(section(observer.page));
  });
});

describe('the page on which one changes a password', () => {
  it('S030 F19 says the rules while one types, and why a password is refused at its field', async () => {
    const visitor = await stage.signedIn('Changer');
    const { page } = visitor;
    await page.goto('/password');
    await expectText(page.getByRole('main'), /At least 15 characters; it has 0/u);
    const next = page.getByLabel('New password', { exact: true });
    await next.fill('a changer here');
    await expectText(page.getByRole('main'), /it has 14\s+\(not met\)/u);
    await expectText(page.getByRole('main'), /nor the institution's name\s+\(not met\)/u);
    await next.fill('passwordpassword');
    await expectText(page.getByRole('main'), /it has 16\s+\(met\)[\s\S]*institution's name\s+\(met\)/u);
    expect(await findBarriers(page)).toEqual([]);
    await change(page, PASSWORD, 'passwordpassword');
    await expectSeen(page.getByText(/^This is too easy to guess/u));
    await change(page, PASSWORD, 'my changer is not in here');
    await expectSeen(page.getByText('The password must not contain your name, user name or e-mail address'));
    await change(page, 'wrong wrong wrong wrong', OWN);
    await expectSeen(page.getByText('This is not your current password'));
    await change(page, PASSWORD, OWN);
    await expectUrl(page, '/dashboard');
  });

  it('F18 lets one paste and look, and takes what is pasted as it is', async () => {
    const visitor = await stage.signedIn('Paster');
    const { page } = visitor;
    await visitor.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/password');
    const next = page.getByLabel('New password', { exact: true });
    await page.evaluate(() => navigator.clipboard.writeText('  harbour walls around me  '));
    await next.focus();
    await page.keyboard.press('Control+V');
    await expectValue(next, '  harbour walls around me  ');
    expect(await next.getAttribute('type')).toBe('password');
    await page.getByRole('button', { name: 'Show the password' }).nth(1).click();
    expect(await next.getAttribute('type')).toBe('text');
  });
});

describe('the settings of passwords', () => {
  it('F19 F20 S030 bind at once', async () => {
    const { page } = ada;
    await page.goto('/settings/passwords');
    await field(page, 'Life of one-time passwords').fill('many');
    await button(page, 'Save: Life of one-time passwords').click();
    await expectSeen(page.getByText('Enter a whole number of hours from 1 to 720'));
    await field(page, 'Life of one-time passwords').fill('5');
    await button(page, 'Save: Life of one-time passwords').click();
    await field(page, 'Name of the institution').fill('Weston College');
    await button(page, 'Save: Name of the institution').click();
    await expectGone(button(page, 'Save: Name of the institution'));
    expect(await findBarriers(page)).toEqual([]);
    await openRecord(page, await stage.portal.addAccount('Soon'));
    await section(page).getByRole('button').click();
    await expectText(page.getByRole('alertdialog'), /within 5 hours/u);
    await page.keyboard.press('Escape');
    const other = await stage.signedIn('Westerner');
    await other.page.goto('/password');
    await change(other.page, PASSWORD, 'the wall of westoncollege');
    await expectSeen(
      other.page.getByText('The password must not contain the name of the institution or of this portal'),
    );
  });
});
