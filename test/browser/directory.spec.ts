import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { findBarriers } from '../support/accessibility.js';
import { launchBrowser, Visitor } from '../support/browser.js';
import { expectSeen, expectText, isLive, openRecord } from '../support/pages.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { adding, save } from '../support/rows.js';
import { readSetting, saveSetting } from '../support/settings.js';
import { DIRECTORY_PASSWORDS, freePort, Slapd } from '../support/slapd/slapd.js';

let slapd: Slapd;
let portal: TestPortal;
let browser: Browser;
let ada: Visitor;

async function visitor(): Promise<Visitor> {
  const someone = await Visitor.open(browser, portal.url);
  await someone.page.goto('/');
  await someone.page.getByLabel('User name').waitFor();
  return someone;
}

async function test(page: Page, name: string): Promise<void> {
  await page.getByLabel('User name to look for (optional)').fill(name);
  // By the keyboard: Enter in the field is the button.
  await page.keyboard.press('Enter');
}

beforeAll(async () => {
  slapd = await Slapd.start();
  const down = `ldaps://localhost:${String(await freePort())}`;
  portal = await startTestPortal(slapd.env({ LDAP_URL: `${slapd.url} ${down}` }));
  browser = await launchBrowser();
  await portal.addAccount('Ada');
  ada = await visitor();
  await ada.signIn('Ada');
  await ada.page.goto('/settings/directory');
  await isLive(ada.page);
});
afterAll(async () => {
  await browser.close();
  await portal.stop();
  await slapd.stop();
});

describe('the directory', () => {
  it('S028 the connection is tested step by step, each server for itself, in words', async () => {
    const { page } = ada;
    await test(page, 'lise');
    const good = page.getByRole('region', { name: `Result for ${slapd.url}` });
    await expectSeen(good.getByText('uid=lise,ou=people,dc=example,dc=org'));
    await expectSeen(good.getByText('cn=Portal Managers,ou=groups,dc=example,dc=org'));
    expect(await good.getByText('Done', { exact: true }).count()).toBe(5);
    await expectSeen(page.getByText('Nothing accepts connections at this address and port.'));
    await test(page, 'nobody at all');
    await expectSeen(good.getByText('The directory answered: nobody has this name.'));
    await test(page, 'twin');
    await expectSeen(good.getByText(/more than one entry/u));
    expect(await page.content()).not.toContain('service secret');
  });

  it.each(['light', 'dark'] as const)('S028 the screen has no barriers (%s)', async (colorScheme) => {
    await ada.page.emulateMedia({ colorScheme });
    expect(await findBarriers(ada.page)).toEqual([]);
  });

  it('S028 a group is mapped to a role here, and its members have the role when they come in', async () => {
    const { page } = ada;
    await page.getByLabel('Group for User Manager').fill('Portal Managers');
    await page.getByRole('button', { name: 'Save: Roles by group' }).click();
    await page.getByRole('button', { name: 'Save: Roles by group' }).waitFor({ state: 'detached' });
    const api = await portal.signedIn();
    expect((await readSetting(api, 'directory_roles')).value).toEqual({ [ROLE.userManager]: 'Portal Managers' });
    await api.addUser({ primaryId: 'lise', accountType: 'INTEXTAUTH' });
    const lise = await visitor();
    await lise.signIn('lise', DIRECTORY_PASSWORDS.lise);
    await lise.page.getByRole('link', { name: 'Users' }).first().waitFor();
  });

  it('S028 the record says which roles the directory brought, and what becomes of them, as they come and go', async () => {
    const { page } = ada;
    const api = await portal.signedIn();
    const { id } = await api.addUser({ primaryId: 'chien-shiung', accountType: 'INTEXTAUTH' });
    const record = (await api.get<UserRecord>(`/api/users/${id}`)).body;
    const byHand = { role: ROLE.patron, scope: null, active: true, expiryDate: null };
    await save(api, record, adding('roles', byHand));
    await openRecord(page, id);
    await page.getByRole('tab', { name: 'Roles' }).click();
    const rows = page.getByRole('table', { name: 'Roles' }).locator('tbody tr');
    await expectText(rows, /Patron/u);

    const mapping = { [ROLE.researchObserver]: 'Research Office' };
    await saveSetting(api, 'directory_roles', mapping);
    const signIn = () => portal.client().signIn('chien-shiung', DIRECTORY_PASSWORDS['chien-shiung']);
    await signIn();
    const brought = rows.filter({ hasText: 'Research Observer' });
    const badge = brought.getByRole('button', { name: /^from the directory/u });
    await badge.waitFor();
    expect(await rows.filter({ hasText: 'Patron' }).getByText('from the directory').count()).toBe(0);
    await badge.focus();
    await expectSeen(page.getByRole('tooltip', { name: /Removed by hand, it comes back/u }));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await findBarriers(page)).toEqual([]);
    }
    await saveSetting(api, 'directory_roles', {});
    await signIn();
    await brought.waitFor({ state: 'detached' });
    await expectText(rows, /Patron/u);
  });

  it('S028 F09 while the directory is down its people are told so', async () => {
    await slapd.goDown();
    const lise = await visitor();
    lise.tolerated.push(/503/u);
    await lise.page.getByLabel('User name').fill('lise');
    await lise.page.getByLabel('Password', { exact: true }).fill(DIRECTORY_PASSWORDS.lise);
    await lise.page.getByRole('button', { name: 'Sign in' }).click();
    await expectSeen(lise.page.getByText(/directory that checks your password does not answer/u));
    await slapd.comeBack();
    await lise.signIn('lise', DIRECTORY_PASSWORDS.lise);
  });
});
