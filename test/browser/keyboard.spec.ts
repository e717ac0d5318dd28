import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { eventually } from '../support/eventually.js';
import {
  expectGone,
  expectSeen,
  expectText,
  expectUrl,
  expectValue,
  field,
  isLive,
  openList,
} from '../support/pages.js';
import { openRecord } from '../support/pages.js';
import { PASSWORD } from '../support/portal.js';
import { listPage, readRecord, saveFields } from '../support/records.js';
import { saveSetting } from '../support/settings.js';
import { setStage, type Stage } from '../support/stage.js';

const MOST_TABS = 60;

let stage: Stage;
let page: Page;
let mary: UserRecord;

setStage(async (opened) => {
  stage = opened;
  mary = await stage.addUser('Mary');
  for (const name of ['Nora', 'Olga']) await stage.addUser(name);
  await stage.portal.addAccount('Ada');
  ({ page } = await stage.visitor());
});

/** What the keyboard is at, by its accessible name as far as the page says one. */
function focused(): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (!(at instanceof HTMLElement)) return '';
    // A check box of the page's own making is a button with a label.
    const labelled = [HTMLInputElement, HTMLSelectElement, HTMLButtonElement].find((kind) => at instanceof kind);
    const label = labelled === undefined ? '' : (at as HTMLInputElement).labels?.[0]?.innerText;
    return at.getAttribute('aria-label') ?? (label !== undefined && label !== '' ? label : at.innerText.trim());
  });
}

async function tabTo(name: string): Promise<void> {
  const met: string[] = [];
  for (let times = 0; times < MOST_TABS; times += 1) {
    if ((await focused()) === name) return;
    await page.keyboard.press('Tab');
    met.push(await focused());
  }
  throw new Error(`${name} was not reached by Tab, but: ${met.join(' | ')}`);
}

async function type(label: string, text: string): Promise<void> {
  await tabTo(label);
  await page.keyboard.type(text);
}

function expectFocus(name: string): Promise<void> {
  return eventually(async () => {
    expect(await focused()).toBe(name);
  });
}

describe('without a mouse', () => {
  it('F112 S014 somebody signs in, finds a user, opens it, changes a field and saves', async () => {
    await expectFocus('User name');
    await page.keyboard.type('Ada');
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await expectUrl(page, '/dashboard');
    await expectSeen(page.getByRole('heading', { level: 1, name: 'Dashboard' }));
    await page.keyboard.press('/');
    await expectFocus('Search users');
    await page.keyboard.type('Somerville');
    await page.keyboard.press('Enter');
    await expectSeen(page.getByRole('link', { name: 'Somerville, Mary', exact: true }));
    await tabTo('Somerville, Mary');
    await page.keyboard.press('Enter');
    await expectUrl(page, `/users/${mary.id}`);
    await expectSeen(field(page, 'Campus'));
    await tabTo('Campus');
    await page.keyboard.type('NORTH');
    await tabTo('Save');
    await page.keyboard.press('Enter');
    await expectUrl(page, '/users?tab=users&q=Somerville');
    await expect(readRecord(stage.api, mary.id)).resolves.toMatchObject({ campusCode: 'NORTH' });
  });

  it('F112 S036 S057 somebody adds a user, is warned of a look-alike, and goes on', async () => {
    await stage.addUser('Nancy', { lastName: 'Roman', birthDate: '1925-05-16' });
    await saveSetting(stage.api, 'pin_number_method', 'fourDigit');
    await openList(page);
    await tabTo('Add User');
    await page.keyboard.press('Enter');
    await expectSeen(page.getByRole('form', { name: 'Quick User Management' }));
    await type('First name', 'Nancy');
    await type('Last name', 'Roman');
    await tabTo('Generate the primary identifier');
    await page.keyboard.press('Enter');
    await eventually(async () => {
      expect(await field(page, 'Primary identifier').inputValue()).not.toBe('');
    });
    const primaryId = await field(page, 'Primary identifier').inputValue();
    await type('Email address', 'nancy@example.org');
    await field(page, 'Birth date').fill('1925-05-16'); // how a date is typed is the browser's own affair
    await tabTo('Generate a PIN number');
    await page.keyboard.press('Enter');
    await tabTo('New assets added');
    await page.keyboard.press('Space');
    await tabTo('Save and Continue');
    await page.keyboard.press('Enter');
    await expectSeen(page.getByRole('dialog'));
    await tabTo('Add anyway');
    await page.keyboard.press('Enter');
    await expectText(page.getByRole('heading', { level: 1 }), 'Roman, Nancy');
    const { rows } = await listPage(stage.api, { q: primaryId, by: 'identifier' });
    const record = await readRecord(stage.api, rows[0]?.id ?? '');
    expect([record.lastName, record.letterNewAssets, record.pin !== null]).toEqual(['Roman', 'OUT', true]);
  });

  it('F112 S020 moves in the list by arrow keys, Home and End, with one stop in the tab order', async () => {
    await openList(page, { q: 'Somerville' });
    await page.getByRole('link', { name: 'Somerville, Mary', exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    await expectFocus('Somerville, Nora');
    await page.keyboard.press('End');
    await expectFocus('Somerville, Olga');
    await page.keyboard.press('ArrowRight');
    await expectFocus('User information: Somerville, Olga');
    await page.keyboard.press('ArrowRight');
    await expectFocus('Actions for Somerville, Olga');
    await page.keyboard.press('Home');
    await expectFocus('Actions for Somerville, Mary');
    await page.keyboard.press('Enter');
    await expectSeen(page.getByRole('menuitem', { name: 'Edit' }));
    await page.keyboard.press('Escape');
    await expectFocus('Actions for Somerville, Mary');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused()).not.toMatch(/Somerville/u);
    await page.keyboard.press('Shift+Tab');
    await expectFocus('Actions for Somerville, Nora');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await expectText(page.getByRole('heading', { level: 1 }), 'Somerville, Nora');
  });

  it('F112 gives the focus back after a dialog, and news never take it', async () => {
    await openList(page, { q: 'Somerville' });
    await page.getByRole('button', { name: 'Actions for Somerville, Mary' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const question = page.getByRole('alertdialog');
    await expectSeen(question);
    await page.keyboard.press('Escape');
    await expectGone(question);
    await expectFocus('Actions for Somerville, Mary');
    await openRecord(page, mary.id);
    await field(page, 'Campus').focus();
    await saveFields(stage.api, await readRecord(stage.api, mary.id), { jobDescription: 'Dr' });
    await expectValue(field(page, 'Job description'), 'Dr');
    await expectFocus('Campus');
  });

  it('F112 decides a conflict, and is back in the form', async () => {
    await openRecord(page, mary.id);
    await field(page, 'Job description').focus();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('Prof');
    await saveFields(stage.api, await readRecord(stage.api, mary.id), { jobDescription: 'Lady' });
    await expectSeen(page.getByRole('button', { name: 'Use mine for Job description' }));
    await tabTo('Save and Continue');
    await page.keyboard.press('Enter');
    const merge = page.getByRole('dialog');
    await expectSeen(merge);
    await tabTo('Mine');
    await page.keyboard.press('Space');
    await tabTo('Save my choices');
    await page.keyboard.press('Enter');
    await expectGone(merge);
    await expectGone(page.getByRole('region', { name: 'Unsaved changes' }));
    await expect(readRecord(stage.api, mary.id)).resolves.toMatchObject({ jobDescription: 'Prof' });
  });

  it('F112 skips to the content, and single-key shortcuts can be switched off', async () => {
    await page.goto('/dashboard');
    await isLive(page);
    await page.keyboard.press('Tab');
    await expectFocus('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await page.getByRole('button', { name: /^Account of/u }).press('Enter');
    await page.getByRole('menuitemcheckbox', { name: 'Single-key shortcuts' }).press('Enter');
    await page.getByRole('main').focus();
    await page.keyboard.press('/');
    expect(await focused()).not.toBe('Search users');
  });
});
