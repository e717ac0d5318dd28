import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { button, choose, expectGone, expectSeen, expectText, expectUrl, expectValue } from '../support/pages.js';
import { field, openList } from '../support/pages.js';
import { listPage, readRecord } from '../support/records.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;
let page: Page;
let taken: UserRecord;
let summary: Locator;

setStage(async (opened) => {
  stage = opened;
  taken = await stage.addUser('Mary', { primaryId: 'TAKEN-1' });
  ({ page } = await stage.signedIn('Ada'));
  summary = page.getByRole('alert');
});

async function fill(values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values)) await field(page, label).fill(value);
}

function mandatory(primaryId: string): Record<string, string> {
  return {
    'First name': 'Caroline',
    'Last name': 'Herschel',
    'Primary identifier': primaryId,
    'Email address': `${primaryId}@example.org`,
  };
}

async function openForm(): Promise<void> {
  await page.goto('/users/new');
  await expectSeen(page.getByRole('form', { name: 'Quick User Management' }));
}

async function countUsers(): Promise<number> {
  return (await listPage(stage.api)).total.value;
}

describe('Quick User Management', () => {
  it('S036 opens by Add User from every tab', async () => {
    for (const tab of ['staff', 'users']) {
      await page.goto(`/users?tab=${tab}`);
      await page.getByRole('link', { name: 'Add User' }).click();
      await expectUrl(page, '/users/new');
      await expectSeen(page.getByRole('heading', { level: 1, name: 'Quick User Management' }));
    }
  });

  it('S037 S044 names every mandatory field that is empty, and goes to the first', async () => {
    const before = await countUsers();
    await openForm();
    await button(page, 'Save').click();
    await expectText(summary, /4 fields must be corrected/u);
    const labels = ['First name', 'Last name', 'Primary identifier', 'Email address'];
    for (const label of labels) {
      await expectText(summary, new RegExp(`${label}: This must be filled in`, 'u'));
      expect(await field(page, label).getAttribute('aria-invalid')).toBe('true');
      expect(await field(page, label).getAttribute('aria-required')).toBe('true');
    }
    expect(await field(page, 'First name').evaluate((input) => input === document.activeElement)).toBe(true);
    await summary.getByRole('link', { name: /^Primary identifier/u }).click();
    expect(await field(page, 'Primary identifier').evaluate((input) => input === document.activeElement)).toBe(true);
    await fill(mandatory('added-0'));
    await expectGone(summary);
    expect(await countUsers()).toBe(before);
  });

  it('S056 S038 Save stores the user and returns to the list it came from', async () => {
    await page.goto('/users?tab=users&q=Herschel');
    await page.getByRole('link', { name: 'Add User' }).click();
    await fill({ ...mandatory('added-1'), 'Middle name': 'Lucretia' });
    await button(page, 'Save').click();
    await expectUrl(page, '/users?tab=users&q=Herschel');
    await expectSeen(page.getByRole('link', { name: 'Herschel, Caroline Lucretia', exact: true }));
    const { rows } = await listPage(stage.api, { q: 'added-1', by: 'identifier' });
    await expect(readRecord(stage.api, rows[0]?.id ?? '')).resolves.toMatchObject({
      ...{ firstName: 'Caroline', middleName: 'Lucretia', lastName: 'Herschel', accountType: 'INTERNAL' },
      emails: [{ address: 'added-1@example.org', preferred: true }],
    });
  });

  it('S057 S047 S051 S052 S053 Save and Continue stores the user and opens the record', async () => {
    await openForm();
    await fill({
      ...mandatory('added-2'),
      'Job description': 'Dr',
      Website: 'https://example.org/caroline',
      'Birth date': '1950-03-16',
      'Expiration date': '2040-01-09',
      'Purge date': '2041-01-09',
    });
    await field(page, 'Record type').selectOption({ label: 'Staff' });
    await choose(page, 'Email type', 'Work');
    await button(page, 'Save and Continue').click();
    await expectText(page.getByRole('heading', { level: 1 }), 'Herschel, Caroline');
    await expectValue(field(page, 'Birth date'), '1950-03-16');
    await expectValue(field(page, 'Purge date'), '2041-01-09');
    const id = new URL(page.url()).pathname.split('/').pop() ?? '';
    await expect(readRecord(stage.api, id)).resolves.toMatchObject({
      ...{
        recordType: 'STAFF',
        jobDescription: 'Dr',
        websiteUrl: 'https://example.org/caroline',
        birthDate: '1950-03-16',
      },
      ...{ expiryDate: '2040-01-09', purgeDate: '2041-01-09', emails: [{ types: ['work'] }] },
    });
  });

  it('S040 fills the missing parts of a preferred name from the name', async () => {
    await openForm();
    await fill({ ...mandatory('added-3'), 'Preferred first name': 'Lina' });
    await button(page, 'Save and Continue').click();
    await expectText(page.getByRole('heading', { level: 1 }), 'Herschel, Lina');
    await expectValue(field(page, 'Preferred last name'), 'Herschel');
  });

  it('S044 S094 shows at its field that the identifier is taken, and keeps what was typed', async () => {
    await openForm();
    await fill(mandatory(taken.primaryId.toLowerCase()));
    await button(page, 'Save').click();
    await expectText(summary, /Primary identifier: Another user already has this identifier/u);
    expect(await field(page, 'Primary identifier').getAttribute('aria-invalid')).toBe('true');
    await expectValue(field(page, 'Last name'), 'Herschel');
    await fill({ 'Primary identifier': 'added-4' });
    await button(page, 'Save').click();
    await expectUrl(page, '/users');
  });

  it('F103 shows at their fields what the rules refuse', async () => {
    await openForm();
    await fill({ ...mandatory('added-5'), 'Email address': 'nowhere', Website: 'javascript:alert(1)' });
    await fill({ 'Expiration date': '2030-01-01', 'Purge date': '2029-01-01' });
    await button(page, 'Save').click();
    await expectText(summary, /Email address: This is not an e-mail address/u);
    await expectText(summary, /Website: A web address begins with http/u);
    await fill({ 'Email address': 'some@example.org', Website: '' });
    await button(page, 'Save').click();
    await expectText(summary, /Purge date: This date lies before the expiration date/u);
    expect((await listPage(stage.api, { q: 'added-5', by: 'identifier' })).rows).toEqual([]);
  });

  it('S056 asks before what was typed is left, and Stay keeps it', async () => {
    await openForm();
    await fill({ 'First name': 'Half', 'Last name': 'Done' });
    await page.getByRole('link', { name: 'Dashboard' }).click();
    const question = page.getByRole('alertdialog', { name: 'Leave without saving?' });
    await question.getByRole('button', { name: 'Stay' }).click();
    await expectGone(question);
    await expectUrl(page, '/users/new');
    await expectValue(field(page, 'Last name'), 'Done');
    await page.getByRole('link', { name: 'Dashboard' }).click();
    await question.getByRole('button', { name: 'Leave without saving' }).click();
    await expectUrl(page, '/dashboard');
  });
});

describe('a record with unsaved text', () => {
  it('S087 asks before it is left, by a link or by Back, and Save returns to the list', async () => {
    await openList(page, { q: 'Somerville' });
    await page.getByRole('link', { name: 'Somerville, Mary', exact: true }).click();
    await field(page, 'Job description').fill('Miss');
    const question = page.getByRole('alertdialog', { name: 'Leave without saving?' });
    await page.goBack();
    await expectText(question, /These changes are not saved: Job description\./u);
    await page.keyboard.press('Escape');
    await expectUrl(page, `/users/${taken.id}`);
    await expectValue(field(page, 'Job description'), 'Miss');
    await button(page, 'Save').click();
    await expectUrl(page, '/users?tab=users&q=Somerville');
    await expect(readRecord(stage.api, taken.id)).resolves.toMatchObject({ jobDescription: 'Miss' });
  });

  it('S087 discards only after asking', async () => {
    await page.getByRole('link', { name: 'Somerville, Mary', exact: true }).click();
    await field(page, 'Job description').fill('Lady');
    await button(page, 'Discard').click();
    const question = page.getByRole('alertdialog', { name: 'Discard your changes?' });
    await question.getByRole('button', { name: 'Keep' }).click();
    await expectValue(field(page, 'Job description'), 'Lady');
    await button(page, 'Discard').click();
    await question.getByRole('button', { name: 'Discard' }).click();
    await expectValue(field(page, 'Job description'), 'Miss');
  });
});
