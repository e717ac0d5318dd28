import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { findBarriers } from '../support/accessibility.js';
import { eventually } from '../support/eventually.js';
import { expectGone, expectSeen, expectText, expectUrl, isLive } from '../support/pages.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;
let page: Page;
let box: Locator;
let options: Locator;
let jose: UserRecord;

setStage(async (opened) => {
  stage = opened;
  jose = await stage.api.addUser({ primaryId: 'JO-1', firstName: 'José', lastName: 'Quintana' });
  await stage.api.addUser({ primaryId: 'Q-2', firstName: 'Øyvind', lastName: 'Quist', status: 'INACTIVE' });
  ({ page } = await stage.signedIn('Ada'));
  box = page.getByRole('combobox', { name: 'Search users' });
  options = page.getByRole('listbox', { name: 'Users found' }).getByRole('option');
});

beforeEach(async () => {
  await page.goto('/dashboard');
  await isLive(page);
});

describe('the search box of every page', () => {
  it('S006 is reached by /, suggests while one types, and opens a person by the keyboard', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('qui');
    await expectText(options.first(), /Quintana, José\s+JO-1 · Public/u);
    await expectText(options.nth(1), /Quist, Øyvind\s+Q-2 · Public · Inactive/u);
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await eventually(async () => {
      const active = await box.getAttribute('aria-activedescendant');
      expect(await options.first().getAttribute('id')).toBe(active);
      expect(await options.first().getAttribute('aria-selected')).toBe('true');
    });
    await page.keyboard.press('Enter');
    await expectUrl(page, `/users/${jose.id}`);
    expect(await box.inputValue()).toBe('');
  });

  it('S006 S009 Enter without a choice goes to the list, a click on a suggestion to the person', async () => {
    await box.fill('jose');
    await expectSeen(options.first());
    await page.keyboard.press('Enter');
    await expectUrl(page, '/users?tab=users&q=jose');
    await expectGone(options.first());
    await box.fill('jo-1');
    await expectText(options.first(), /Quintana, José/u);
    await options.first().click();
    await expectUrl(page, `/users/${jose.id}`);
  });

  it('S006 drops the request before it, and Escape closes what is offered', async () => {
    const asked: string[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/api/users/suggestions?*', async (route) => {
      const q = new URL(route.request().url()).searchParams.get('q') ?? '';
      asked.push(q);
      if (q === 'quin') await held;
      await route.continue().catch(() => undefined);
    });
    await box.fill('quin');
    await eventually(() => {
      expect(asked).toEqual(['quin']);
    });
    await box.fill('quist');
    await expectText(options.first(), /Quist/u);
    release();
    await page.unroute('**/api/users/suggestions?*');
    expect(await options.count()).toBe(1);
    await page.keyboard.press('Escape');
    await expectGone(options.first());
    expect(await box.inputValue()).toBe('quist');
  });
});

describe('the command palette', () => {
  it('S006 F112 goes to a page, or jumps to an identifier, from anywhere and by the keyboard alone', async () => {
    const palette = page.getByRole('dialog', { name: 'Go to a page or a user' });
    await page.keyboard.press('Control+k');
    await expectSeen(palette);
    await page.keyboard.type('job');
    await expectText(palette, /Jobs/u);
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expectGone(palette);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('jo-1');
    await expectText(palette.getByRole('option').first(), /Quintana, José\s+JO-1/u);
    await page.keyboard.press('Enter');
    await expectUrl(page, `/users/${jose.id}`);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Settings');
    await expectText(palette.getByRole('option').first(), /^Settings$/u);
    await palette.getByRole('option', { name: 'Search the list for “Settings”' }).click();
    await expectUrl(page, '/users?tab=users&q=Settings');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Settings');
    await expectText(palette.getByRole('option').first(), /^Settings$/u);
    await page.keyboard.press('Enter');
    await expectUrl(page, '/settings/parameters');
  });

  it('F112 ? lists the keys, unless single keys are switched off', async () => {
    const keys = page.getByRole('dialog', { name: 'Keys', exact: true });
    await page.keyboard.press('?');
    await expectText(keys, /Select more rows/u);
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expectGone(keys);
    await box.focus();
    await page.keyboard.press('?');
    expect(await box.inputValue()).toBe('?');
    expect(await keys.count()).toBe(0);
  });
});
