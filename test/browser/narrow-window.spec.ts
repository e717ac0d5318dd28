import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { isLive } from '../support/pages.js';
import { adding } from '../support/rows.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;
let page: Page;
let user: UserRecord;

setStage(async (opened) => {
  stage = opened;
  await stage.portal.addAccount('Ada');
  const visitor = await stage.visitor(stage.portal.url, { viewport: { width: 390, height: 844 } });
  await visitor.signIn('Ada');
  ({ page } = visitor);
  user = await stage.addUserWith(
    'Mary',
    adding('addresses', { lines: ['1 Main Street '.repeat(10).trim()], types: ['home'], city: 'Oslo' }),
    adding('phones', { number: '+47 1', types: ['home', 'mobile', 'office'] }),
    adding('identifiers', { type: 'BARCODE', value: `long-${'x'.repeat(60)}`, note: 'n'.repeat(80) }),
    adding('notes', { type: 'OTHER', text: 'w'.repeat(200) }),
    adding('roles', { role: '200' }),
  );
});

it.each<[string, () => string]>([
  ['S005', () => '/users?tab=users'],
  ['S036', () => '/users/new'],
  ['S087', () => `/users/${user.id}`],
  ['S068', () => `/users/${user.id}?tab=contact`],
  ['S092', () => `/users/${user.id}?tab=identifiers`],
  ['S099', () => `/users/${user.id}?tab=notes`],
  ['S086', () => `/users/${user.id}?tab=roles`],
  ['S109', () => `/users/${user.id}?tab=history`],
  ['S124', () => '/settings/parameters'],
  ['S037', () => '/settings/mandatory-fields'],
  ['S046', () => '/settings/code-tables'],
  ['S097', () => '/settings/identifier-generation'],
  ['S101', () => '/me'],
  ['B03', () => '/dashboard'],
])('%s F112 in a narrow window the page is not wider than the window', async (_, path) => {
  await page.goto(path());
  await isLive(page);
  await page.getByRole('heading', { level: 1 }).waitFor();
  // Tables scroll within themselves.
  await page.evaluate(() => {
    window.scrollTo(1000, 0);
  });
  expect(await page.evaluate(() => window.scrollX)).toBe(0);
});
