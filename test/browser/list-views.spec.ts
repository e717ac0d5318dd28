import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { ROLE } from '../../backend/src/contract/permissions.js';
import { findBarriers } from '../support/accessibility.js';
import type { Visitor } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { button, choose, expectGone, expectSeen, expectText, expectUrl, isLive, openList } from '../support/pages.js';
import { setStage, type Stage } from '../support/stage.js';

const USUAL = ['Name', 'Primary identifier', 'Account Type', 'Record Type', 'Status', 'Notes', 'Researcher', 'Changed'];

let stage: Stage;
let ada: Visitor;
let page: Page;
let dialog: Locator;

setStage(async (opened) => {
  stage = opened;
  await stage.addUser('Mary', { jobDescription: 'Astronomer' });
  await stage.addUser('Nora', { recordType: 'STAFF', expiryDate: '2031-02-28' });
  ada = await stage.signedIn('Ada');
  ({ page } = ada);
  dialog = page.getByRole('dialog');
});

async function heads(where = page): Promise<string[]> {
  const texts = await where.getByRole('columnheader').allInnerTexts();
  return texts.map((text) => text.trim()).filter((text) => text !== '' && text !== 'Actions');
}

function expectHeads(wanted: string[], where = page): Promise<void> {
  return eventually(async () => {
    expect(await heads(where)).toEqual(wanted);
  }, 20_000);
}

/** A further browser of the same person. */
async function elsewhere(name: string): Promise<Visitor> {
  const visitor = await stage.visitor();
  await visitor.signIn(name);
  return visitor;
}

describe('columns of the list', () => {
  beforeEach(async () => {
    await openList(page, { q: 'Somerville' });
  });

  it('B28 are chosen and put in order, are in the address, and follow to another browser', async () => {
    await expectHeads(USUAL);
    await button(page, 'Columns').click();
    await dialog.getByRole('checkbox', { name: 'Account Type' }).click();
    await dialog.getByRole('checkbox', { name: 'Job description' }).click();
    await button(page, 'Move Status forward').press('Enter');
    await button(page, 'Move Status forward').press('Enter');
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    const wanted = [
      'Name',
      'Primary identifier',
      'Status',
      'Record Type',
      'Notes',
      'Researcher',
      'Changed',
      'Job description',
    ];
    await expectHeads(wanted);
    const columns = 'name,primaryId,status,recordType,notes,researcher,updatedAt,jobDescription';
    await expectUrl(page, `/users?tab=users&q=Somerville&columns=${columns}`);
    await expectText(page.getByRole('table', { name: 'Users' }), /Astronomer/u);
    const other = await elsewhere('Ada');
    await openList(other.page, { q: 'Somerville' });
    await expectHeads(wanted, other.page);
    const grace = await stage.signedIn('Grace');
    await openList(grace.page, { q: 'Somerville' });
    await expectHeads(USUAL, grace.page);
    await grace.page.goto(page.url());
    await expectHeads(wanted, grace.page);
    await button(page, 'Columns').click();
    await button(page, 'As delivered').click();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expectHeads(USUAL);
  });

  it('B28 remembers the rows of a page and their height, and says them in the address for others', async () => {
    const table = page.getByRole('table', { name: 'Users' });
    await button(page, 'Columns').click();
    await dialog.getByLabel('Row height').click();
    await page.getByRole('option', { name: 'Compact' }).click();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByLabel('Rows per page').click();
    await page.getByRole('option', { name: '50' }).click();
    await expectUrl(page, '/users?tab=users&q=Somerville&limit=50');
    const other = await elsewhere('Ada');
    await openList(other.page);
    await expectUrl(other.page, '/users?tab=users&limit=50');
    expect(await other.page.getByRole('table', { name: 'Users' }).getAttribute('data-density')).toBe('compact');
    expect(await table.getAttribute('data-density')).toBe('compact');
    await page.getByLabel('Rows per page').click();
    await page.getByRole('option', { name: '25' }).click();
    await expectUrl(page, '/users?tab=users&q=Somerville');
    await page.reload();
    await expectSeen(table);
    await expectUrl(page, '/users?tab=users&q=Somerville');
  });
});

describe('saved views', () => {
  it('B28 keep the list under a name, open it again, are renamed, replaced and deleted', async () => {
    await openList(page, { q: 'Somerville' });
    await choose(page, 'Record type', 'Staff');
    await button(page, 'Views').click();
    await page.getByRole('menuitem', { name: 'Save this view…' }).click();
    await dialog.getByLabel('Name').fill('Staff called Somerville');
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save view' }).click();
    await expectGone(dialog);
    await openList(page);
    await button(page, 'Views').click();
    await page.getByRole('menuitemcheckbox', { name: 'Staff called Somerville' }).click();
    await expectUrl(page, '/users?tab=users&q=Somerville&recordType=STAFF');
    await expectText(page.getByRole('table', { name: 'Users' }), /Somerville, Nora/u);
    await button(page, 'Views').click();
    await page.getByRole('menuitem', { name: 'Manage views…' }).click();
    await dialog.getByLabel('Name').fill('Renamed');
    await button(page, 'Save changes of Staff called Somerville').click();
    await expectSeen(button(page, 'Delete Renamed'));
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await openList(page, { q: 'Mary' });
    await button(page, 'Views').click();
    await page.getByRole('menuitem', { name: 'Manage views…' }).click();
    await button(page, 'Replace Renamed by what the list shows now').click();
    await eventually(async () => {
      expect(await button(page, 'Replace Renamed by what the list shows now').isDisabled()).toBe(true);
    });
    await button(page, 'Delete Renamed').click();
    await expectText(dialog, /There are no saved views/u);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
  });

  it('B28 shared by an owner, are there for everybody who sees the list, who cannot change them', async () => {
    await openList(page, { q: 'Nora' });
    await button(page, 'Views').click();
    await page.getByRole('menuitem', { name: 'Save this view…' }).click();
    await dialog.getByLabel('Name').fill('Looking for Nora');
    await dialog.getByRole('checkbox', { name: 'Share with everybody who sees the list' }).click();
    await dialog.getByRole('button', { name: 'Save view' }).click();
    await expectGone(dialog);
    const olga = await stage.signedIn('Olga', [ROLE.researchObserver]);
    await openList(olga.page);
    await button(olga.page, 'Views').click();
    await olga.page.getByRole('menuitemcheckbox', { name: 'Looking for Nora (Ada Tester)' }).click();
    await expectUrl(olga.page, '/users?tab=users&q=Nora');
    await button(olga.page, 'Views').click();
    await olga.page.getByRole('menuitem', { name: 'Manage views…' }).click();
    await expectText(olga.page.getByRole('dialog'), /Looking for Nora \(Ada Tester\)/u);
    expect(
      await olga.page
        .getByRole('dialog')
        .getByRole('button', { name: /^Delete/u })
        .count(),
    ).toBe(0);
  });

  it('B28 a name that is taken is refused where it is typed', async () => {
    await openList(page);
    for (const answer of [/./u, /You have another view of this name/u]) {
      await button(page, 'Views').click();
      await page.getByRole('menuitem', { name: 'Save this view…' }).click();
      await dialog.getByLabel('Name').fill('Twice');
      await dialog.getByRole('button', { name: 'Save view' }).click();
      if (answer.source === '.') await expectGone(dialog);
      else await expectText(dialog, answer);
    }
  });
});

describe.each(['light', 'dark'] as const)('the tools of the list, %s', (colorScheme) => {
  it('F112 axe finds nothing serious with users selected', async () => {
    await stage.portal.addAccount(`Axe-${colorScheme}`);
    const visitor = await stage.visitor(stage.portal.url, { colorScheme, reducedMotion: 'reduce' });
    await visitor.signIn(`Axe-${colorScheme}`);
    await openList(visitor.page, { q: 'Somerville' });
    await visitor.page.getByRole('checkbox', { name: 'Select Somerville, Mary' }).click();
    await expectSeen(visitor.page.getByRole('region', { name: 'Selected users' }));
    await isLive(visitor.page);
    expect(await findBarriers(visitor.page)).toEqual([]);
    await visitor.screenshot(`look-list-${colorScheme}`);
  });
});
