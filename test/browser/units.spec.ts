import { describe, expect, it } from '@jest/globals';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { findBarriers } from '../support/accessibility.js';
import type { Visitor } from '../support/browser.js';
import { button, expectGone, expectSeen, expectText, field, openList, openRecord, row } from '../support/pages.js';
import { readRecord, saveFields } from '../support/records.js';
import { setStage, type Stage } from '../support/stage.js';
import { addAccountIn } from '../support/units.js';

let stage: Stage;
/** Manages MAIN. */
let mara: Visitor;
/** Manages LAW. */
let lars: Visitor;
let mine: UserRecord;
let theirs: UserRecord;

async function comeIn(name: string, unit: string): Promise<Visitor> {
  await addAccountIn(stage.portal, [[ROLE.userManager, unit]], name);
  const visitor = await stage.visitor();
  await visitor.signIn(name);
  return visitor;
}

setStage(async (opened) => {
  stage = opened;
  mine = await stage.addUser('Minna', { campusCode: 'MAIN', recordType: 'STAFF' });
  theirs = await stage.addUser('Theo', { campusCode: 'LAW' });
  mara = await comeIn('Mara', 'MAIN');
  lars = await comeIn('Lars', 'LAW');
});

describe('two people with a campus each', () => {
  it('F32 F48 see each the users of their own, and are told whose they see', async () => {
    await openList(mara.page);
    await openList(lars.page);
    await expectText(row(mara.page, mine.id), /Minna/u);
    await expectText(row(lars.page, theirs.id), /Theo/u);
    expect(await row(mara.page, theirs.id).count()).toBe(0);
    expect(await row(lars.page, mine.id).count()).toBe(0);
    await expectSeen(mara.page.getByText('You see the users of: MAIN'));
    await expectGone(mara.page.getByRole('link', { name: 'Jobs' }));
    expect(await findBarriers(mara.page)).toEqual([]);
    await mara.page.goto(`/users/${theirs.id}`);
    await expectGone(mara.page.getByRole('form'));
    expect(await mara.page.content()).not.toContain('Theo');
  });

  it('F32 what the one changes does not appear at the other, whose own changes still come', async () => {
    await openList(mara.page);
    await openRecord(lars.page, theirs.id);
    await field(lars.page, 'Job description').fill('Secretive');
    await button(lars.page, 'Save and Continue').click();
    const { version } = await readRecord(stage.api, mine.id);
    await saveFields(stage.api, { id: mine.id, version }, { firstName: 'Minerva' });
    await expectText(row(mara.page, mine.id), /Minerva/u);
    expect(await mara.page.content()).not.toMatch(/Theo|Secretive/u);
  });

  it('F32 a user who moves to the other campus goes from the one list and comes to the other, live', async () => {
    const moving = await stage.addUser('Nomad', { campusCode: 'MAIN' });
    await openList(mara.page);
    await openList(lars.page);
    await expectText(row(mara.page, moving.id), /Nomad/u);
    await saveFields(stage.api, moving, { campusCode: 'LAW' });
    await expectText(row(mara.page, moving.id), /Not here any more/u);
    expect(await mara.page.content()).not.toContain('Nomad');
    await lars.page.getByRole('button', { name: /refresh order/u }).click();
    await expectText(row(lars.page, moving.id), /Nomad/u);
  });
});

describe('the scope of a role', () => {
  it('S086 F52 is chosen among the campuses one manages; the whole institution is not on offer', async () => {
    await openRecord(mara.page, mine.id);
    await mara.page.getByRole('tab', { name: 'Roles' }).click();
    await button(mara.page, 'Add Role').click();
    const dialog = mara.page.getByRole('dialog');
    await dialog.getByLabel(/^Role/u).first().click();
    await mara.page.getByRole('option', { name: 'Research Observer', exact: true }).click();
    await dialog.getByLabel(/^Scope/u).click();
    const options = mara.page.getByRole('option');
    await expectSeen(options.filter({ hasText: 'MAIN' }));
    expect(await options.allInnerTexts()).toEqual(['Everywhere', 'MAIN']);
    expect(await options.first().getAttribute('data-disabled')).not.toBeNull();
    await options.filter({ hasText: 'MAIN' }).click();
    await button(mara.page, 'Add and Close').click();
    await button(mara.page, 'Save and Continue').click();
    await mara.page.getByRole('region', { name: 'Unsaved changes' }).waitFor({ state: 'hidden' });
    const { roles } = await readRecord(stage.api, mine.id);
    expect(roles).toMatchObject([{ role: ROLE.researchObserver, scope: 'MAIN' }]);
  });
});
