import { describe, expect, it } from '@jest/globals';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import { findBarriers } from '../support/accessibility.js';
import type { Visitor } from '../support/browser.js';
import { expectSeen, expectText, expectUrl, openList, openRecord } from '../support/pages.js';
import { setStage, type Stage } from '../support/stage.js';
import { openTab } from '../support/tabs.js';

let stage: Stage;
let ada: Visitor;
let mary: UserRecord;

setStage(async (opened) => {
  stage = opened;
  ada = await stage.signedIn('Ada');
  mary = await stage.addUser('Mary');
});

describe('places of what comes later', () => {
  it('the record has its tabs in their order, and Attachments says that they come with a later version', async () => {
    await openRecord(ada.page, mary.id);
    const labels = await ada.page
      .getByRole('tablist', { name: 'Parts of the record' })
      .getByRole('tab')
      .allInnerTexts();
    expect(labels.map((label) => label.replace(/\s*\d*$/u, ''))).toEqual([
      ...['General Information', 'Contact Information', 'Identifiers', 'Notes', 'Attachments', 'History', 'Roles'],
    ]);
    await ada.page.getByRole('tab', { name: /^Notes/u }).click();
    await ada.page.keyboard.press('ArrowRight');
    await expectUrl(ada.page, `/users/${mary.id}?tab=attachments`);
    const panel = ada.page.getByRole('tabpanel', { name: 'Attachments' });
    await expectText(panel, /There are no attachments yet.*comes with a later version/su);
    await expect(panel.getByRole('button').count()).resolves.toBe(0);
    await expect(findBarriers(ada.page)).resolves.toEqual([]);
  });

  it('the tab is opened by its address, by people who may only look as well', async () => {
    const otto = await stage.signedIn('Otto', [ROLE.researchObserver]);
    await openTab(otto.page, mary.id, 'attachments');
    await expectSeen(otto.page.getByRole('tab', { name: 'Attachments', selected: true }));
  });

  it('without a picture its place has the initials, on the record and on the card of the list', async () => {
    await openRecord(ada.page, mary.id);
    await expectSeen(ada.page.locator('header').filter({ hasText: 'Somerville, Mary' }).locator('[data-initials=MS]'));
    await openList(ada.page, { q: 'Mary' });
    await ada.page.getByRole('link', { name: 'User information: Somerville, Mary' }).hover();
    await expectSeen(ada.page.locator('[data-initials=MS]'));
  });
});
