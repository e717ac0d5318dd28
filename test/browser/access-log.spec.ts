import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { ROLE } from '../../backend/src/contract/permissions.js';
import { findBarriers } from '../support/accessibility.js';
import { eventually } from '../support/eventually.js';
import { button, expectGone, expectSeen, expectText, expectUrl, isLive } from '../support/pages.js';
import { readRecord } from '../support/records.js';
import { adding, save } from '../support/rows.js';
import { setStage, type Stage } from '../support/stage.js';

const WRONG = 'wrong horse battery staple';

let stage: Stage;
let page: Page;
let grace: string;

setStage((opened) => {
  stage = opened;
  return Promise.resolve();
});

beforeAll(async () => {
  grace = await stage.portal.addAccount('Grace', [ROLE.patron]);
  const ada = await stage.signedIn('Ada');
  page = ada.page;
});

function table(): Locator {
  return page.getByRole('table', { name: 'Access log' });
}

function newest(): Locator {
  return table().locator('tbody tr').first();
}

describe('the access log on screen', () => {
  it('S025 F13 is reached from the list, and shows who comes in, live, on top', async () => {
    await page.goto('/users');
    await page.getByRole('link', { name: 'Access log' }).click();
    await expectUrl(page, '/users/access-log');
    await isLive(page);
    await expectText(newest(), /Signed in[^]*Ada/u);
    await stage.portal.client().signIn('nobody of that name', WRONG);
    await expectText(newest(), /Sign-in refused[^]*nobody has this name[^]*Unknown name[^]*127\.0\.0\.1/u);
    await expectGone(page.getByText('nobody of that name'));
    expect(await findBarriers(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findBarriers(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('S086 is narrowed to a person and to a kind by keyboard alone; the address says to what, and Back undoes it', async () => {
    const role = adding('roles', { role: ROLE.researchObserver, scope: null, active: true, expiryDate: null });
    expect((await save(stage.api, await readRecord(stage.api, grace), role)).status).toBe(200);
    await button(page, 'Choose a user').focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Whose entries?' });
    await dialog.getByRole('textbox').fill('Grace');
    await page.keyboard.press('Enter');
    const found = dialog.getByRole('list').getByRole('button').first();
    await found.focus();
    await page.keyboard.press('Enter');
    await expectSeen(dialog.getByRole('button', { name: 'Show', disabled: false }));
    await dialog.getByRole('button', { name: 'Show' }).press('Enter');
    await expectText(table(), /Roles changed/u);
    await expectText(page.getByRole('list', { name: 'Filters' }), /User: .*Grace/u);
    expect(new URL(page.url()).searchParams.get('user')).toBe(grace);

    await page.getByLabel(/^What/u).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'API key used' }).click();
    await expectSeen(page.getByText('No entry meets the filters.'));
    await page.goBack();
    await expectText(table(), /Roles changed/u);
    await newest().getByRole('link', { name: /Grace/u }).click();
    await expectSeen(page.getByRole('tab', { name: 'History', selected: true }));
    await page.goBack();
    await button(page, 'Clear all').click();
    await expectText(table(), /Unknown name/u);
  });

  it('S025 an address leads to all that came from it', async () => {
    await table().getByRole('link', { name: '127.0.0.1' }).first().click();
    await page.waitForURL('**/users/access-log?ip=127.0.0.1');
    await eventually(async () => {
      expect(await page.getByLabel('From address').inputValue()).toBe('127.0.0.1');
    });
    await page.getByLabel('From address').fill('192.0.2.1');
    await page.keyboard.press('Enter');
    await expectSeen(page.getByText('No entry meets the filters.'));
  });

  it('F48 is not there for who may not read it', async () => {
    const mara = await stage.signedIn('Mara', [ROLE.userManager]);
    await mara.page.goto('/users');
    await expectSeen(mara.page.getByRole('link', { name: 'Locked users' }));
    expect(await mara.page.getByRole('link', { name: 'Access log' }).count()).toBe(0);
    await mara.page.goto('/users/access-log');
    await expectSeen(mara.page.getByText('You have no access to this'));
  });
});
