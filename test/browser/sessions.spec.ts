import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { findBarriers } from '../support/accessibility.js';
import { button, expectGone, expectSeen, expectText, isLive, openRecord } from '../support/pages.js';
import { PASSWORD } from '../support/portal.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;

setStage((opened) => {
  stage = opened;
  return Promise.resolve();
});

async function idOf(primaryId: string): Promise<string> {
  const [row] = await stage.portal.query<{ id: string }>('select id from users where primary_id = $1', [primaryId]);
  return row?.id ?? '';
}

function list(page: Page): ReturnType<Page['getByRole']> {
  return page.getByRole('region', { name: 'Where you are signed in' });
}

describe('where one is signed in', () => {
  it('B22 shows this browser, and another as soon as it signs in; ending it by keyboard signs it out', async () => {
    const here = await stage.signedIn('Ada');
    await here.page.goto('/me');
    await isLive(here.page);
    await expectText(list(here.page), /Chrome \d+ on Linux\s+This browser[\s\S]*Address 127\.0\.0\.1/u);
    expect(await button(here.page, 'End all others').count()).toBe(0);
    const there = await stage.visitor();
    await there.signIn('Ada');
    const end = here.page.getByRole('button', { name: /^End the session Chrome/u });
    await end.waitFor();
    expect(await findBarriers(here.page)).toEqual([]);
    await end.focus();
    await here.page.keyboard.press('Enter');
    const dialog = here.page.getByRole('alertdialog', { name: 'End this session?' });
    await dialog.getByRole('button', { name: 'End', exact: true }).press('Enter');
    await expectGone(end);
    await expectUrlStarts(there.page, '/login');
    await expectSeen(there.page.getByText('Your session was ended by an administrator or in another window.'));
  });

  it('B22 an administrator ends the sessions of a user on their record, and the history says so', async () => {
    const grace = await stage.signedIn('Grace');
    const other = await stage.visitor();
    await other.signIn('Grace', PASSWORD);
    const admin = await stage.signedIn('Edith');
    await openRecord(admin.page, await idOf('Grace'));
    await button(admin.page, 'End all sessions').click();
    const dialog = admin.page.getByRole('alertdialog');
    expect(await findBarriers(admin.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'End', exact: true }).click();
    await expectSeen(admin.page.getByText('Not signed in anywhere.'));
    for (const { page } of [grace, other]) await expectUrlStarts(page, '/login');
    await admin.page.getByRole('tab', { name: 'History' }).click();
    await expectSeen(admin.page.getByText('ended sessions').first());
  });
});

describe('API keys', () => {
  it('B22 are made, shown once, used and revoked', async () => {
    const { page } = await stage.signedIn('Hedy');
    await page.goto('/settings/api-keys');
    await isLive(page);
    await expectSeen(page.getByText('There are no keys.'));
    await button(page, 'New key').click();
    const dialog = page.getByRole('dialog', { name: 'New API key' });
    await dialog.getByRole('button', { name: 'Make key' }).click();
    await expectSeen(dialog.getByText('The key was not made'));
    await dialog.getByLabel('Name').fill('Self-check 1');
    await dialog.getByLabel('Read users').check();
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Make key' }).click();
    const secret = await page.getByLabel('Key', { exact: true }).inputValue();
    expect(secret).toMatch(/^rk_[\w-]{43}$/u);
    await button(page, 'Done').click();
    const answer = await fetch(`${stage.portal.url}/api/users`, { headers: { authorization: `Bearer ${secret}` } });
    expect(answer.status).toBe(200);
    await page.reload();
    await isLive(page);
    const table = page.getByRole('region', { name: 'API keys', exact: true }).last();
    await expectText(table, /Self-check 1\s+Read users[\s\S]*from 127\.0\.0\.1/u);
    expect(await page.content()).not.toContain(secret);
    expect(await findBarriers(page)).toEqual([]);
    await button(page, 'Revoke the key Self-check 1').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await expectText(table, /Revoked/u);
    const refused = await fetch(`${stage.portal.url}/api/users`, { headers: { authorization: `Bearer ${secret}` } });
    expect(refused.status).toBe(401);
  });
});

describe('what pages may load', () => {
  it('F47 no page breaks the Content-Security-Policy', async () => {
    const { page } = await stage.signedIn('Mary');
    const record = await idOf('Mary');
    await page.addInitScript(() => {
      const broken: string[] = [];
      Object.assign(window, { broken });
      document.addEventListener('securitypolicyviolation', (event) => broken.push(event.violatedDirective));
    });
    const sections = ['parameters', 'mandatory-fields', 'code-tables', 'identifier-generation', 'name-display'];
    const paths = [
      '/dashboard',
      '/users',
      '/users/new',
      '/jobs',
      '/me',
      `/users/${record}`,
      `/users/${record}?tab=history`,
    ];
    const settings = [...sections, 'passwords', 'sessions', 'api-keys'].map((section) => `/settings/${section}`);
    for (const path of [...paths, ...settings]) {
      await page.goto(path);
      await isLive(page);
      const broken = await page.evaluate(() => (window as unknown as { broken: string[] }).broken);
      expect([path, broken]).toEqual([path, []]);
    }
    // The policy is there: what it forbids is not loaded, and heard of.
    stage.visitors.at(-1)?.tolerated.push(/Content Security Policy/u);
    const heard = await page.evaluate(async () => {
      const violation = new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => {
          resolve(event.violatedDirective);
        });
      });
      const image = new Image();
      image.src = 'https://evil.example.org/pixel.png';
      return violation;
    });
    expect(heard).toBe('img-src');
  });
});

async function expectUrlStarts(page: Page, path: string): Promise<void> {
  await page.waitForURL((url) => url.pathname === path);
}
