import { describe, expect, it } from '@jest/globals';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { Visitor } from '../support/browser.js';
import { button, expectGone, expectSeen, expectText, expectValue, field, isLive, openList } from '../support/pages.js';
import { openRecord, row } from '../support/pages.js';
import { saveFields } from '../support/records.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;
let otto: Visitor;
let mary: UserRecord;

setStage(async (opened) => {
  stage = opened;
  mary = await stage.addUser('Mary', { birthDate: '1980-12-26', jobDescription: 'Miss' });
  otto = await stage.signedIn('Otto', [ROLE.researchObserver]);
});

describe('somebody who may only look', () => {
  it('S001 S036 finds users, but is offered no way to add or change one', async () => {
    await openList(otto.page);
    await expectText(row(otto.page, mary.id), /Somerville, Mary/u);
    await expectGone(otto.page.getByRole('link', { name: 'Add User' }));
    await expectGone(otto.page.getByRole('button', { name: /^Actions for/u }).first());
    await otto.page.goto('/users/new');
    await expectSeen(otto.page.getByRole('heading', { name: 'You may not add users' }));
    await expectGone(otto.page.getByRole('form'));
  });

  it('S001 F33 sees a record read-only, without the birth date, live', async () => {
    await openRecord(otto.page, mary.id);
    await expectSeen(otto.page.getByText('You may look at this record, but not change it.'));
    expect(await field(otto.page, 'Job description').getAttribute('readonly')).toBe('');
    expect(await field(otto.page, 'Status').isDisabled()).toBe(true);
    await expectGone(field(otto.page, 'Birth date'));
    expect(await otto.page.content()).not.toContain('1980');
    await saveFields(stage.api, mary, { jobDescription: 'Dr', birthDate: '1981-01-01' });
    await expectValue(field(otto.page, 'Job description'), 'Dr');
    expect(await otto.page.content()).not.toContain('1981');
    await otto.page.getByRole('tab', { name: 'History' }).click();
    const history = otto.page.getByRole('region', { name: 'History' });
    await expectText(history, /Job description/u);
    expect(await history.innerText()).not.toMatch(/Birth|198[01]/u);
  });

  it('S001 sees jobs, but is offered no upload', async () => {
    await otto.page.goto('/jobs');
    await isLive(otto.page);
    await expectSeen(otto.page.getByRole('heading', { level: 1, name: 'Jobs' }));
    await expectGone(button(otto.page, 'Start the job'));
    await expectGone(otto.page.locator('input[type=file]'));
  });
});

describe('somebody without a role', () => {
  it('S001 sees no menu and a calm page instead of users, wherever they go', async () => {
    const visitor = await stage.signedIn('Nobody', []);
    const { page } = visitor;
    for (const path of ['/dashboard', '/users', `/users/${mary.id}`, '/users/new', '/jobs']) {
      await page.goto(path);
      await expectSeen(page.getByRole('heading', { name: 'Nothing here for you yet' }));
      expect(await page.getByRole('navigation', { name: 'Main' }).getByRole('link').count()).toBe(0);
      expect(await page.content()).not.toContain('Somerville');
    }
  });
});
