import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { button, isLive } from '../support/pages.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;
let mary: UserRecord;

setStage(async (opened) => {
  stage = opened;
  mary = await stage.addUser('Mary', { recordType: 'STAFF' });
  await stage.portal.addAccount('Ada');
});

/** How far the middle of an element lies from the page's left edge, as a part of its width. */
async function placeOf(page: Page, locator: Locator): Promise<number> {
  const box = await locator.boundingBox();
  const width = await page.evaluate(() => document.documentElement.clientWidth);
  if (box === null) throw new Error('The element is not on the page.');
  return (box.x + box.width / 2) / width;
}

async function places(page: Page, landmarks: readonly Locator[]): Promise<number[]> {
  const found: number[] = [];
  for (const landmark of landmarks) found.push(await placeOf(page, landmark));
  return found;
}

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function turn(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
}

describe.each([1280, 390])('from right to left, %d pixels wide', (width) => {
  let page: Page;

  it('begins at the right', async () => {
    const visitor = await stage.visitor(stage.portal.url, {
      viewport: { width, height: 850 },
      reducedMotion: 'reduce',
    });
    ({ page } = visitor);
    await visitor.signIn('Ada');
    await isLive(page);
    // As a language that is written so would be declared: before anything is on the page.
    const born = await visitor.context.newPage();
    await born.addInitScript(() => {
      new MutationObserver(() => {
        if (document.dir !== 'rtl') document.dir = 'rtl';
      }).observe(document, { subtree: true, childList: true, attributeFilter: ['dir'] });
    });
    await born.goto('/dashboard');
    await isLive(born);
    await born.getByRole('button', { name: /^Account of/u }).click();
    const menu = born.getByRole('menu');
    await menu.waitFor();
    expect(await placeOf(born, menu)).toBeLessThan(0.5);
    const item = menu.getByRole('menuitem', { name: 'Sign out' });
    const [icon, words] = await places(born, [item.locator('svg'), item.locator('span')]);
    expect(icon).toBeGreaterThan(words ?? 1);
    await born.close();
  });

  it.each([
    { name: 'list', path: () => '/users?tab=users', shown: () => page.getByRole('table', { name: 'Users' }) },
    { name: 'record', path: () => `/users/${mary.id}`, shown: () => page.getByRole('form') },
    {
      name: 'contact',
      path: () => `/users/${mary.id}?tab=contact`,
      shown: () => page.getByRole('tabpanel').locator('table'),
    },
    {
      name: 'settings',
      path: () => '/settings',
      shown: () => page.getByLabel('Form of the primary identifier', { exact: true }),
    },
    { name: 'code tables', path: () => '/settings/code-tables', shown: () => button(page, 'Add a row') },
    { name: 'dashboard', path: () => '/dashboard', shown: () => page.getByRole('heading', { name: 'Latest changes' }) },
  ])('mirrors the page and stays within its width: $name', async ({ path, shown }) => {
    await page.goto(path());
    await shown().waitFor();
    await isLive(page);
    const landmarks = [
      page.getByRole('link', { name: 'Rollcall' }).first(),
      page.getByRole('button', { name: /^Account of/u }),
      page.getByRole('heading', { level: 1 }),
    ];
    const before = await places(page, landmarks);
    expect(await overflow(page)).toBe(0);
    await turn(page);
    const after = await places(page, landmarks);
    expect(await overflow(page)).toBe(0);
    after.forEach((place, at) => {
      expect(place).toBeCloseTo(1 - (before[at] ?? 0), 1);
    });
  });
});
