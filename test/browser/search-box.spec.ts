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
