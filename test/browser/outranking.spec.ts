import { beforeEach, describe, expect, it } from '@jest/globals';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { findBarriers } from '../support/accessibility.js';
import type { Visitor } from '../support/browser.js';
import { button, expectGone, expectSeen, expectText, field, openList, openRecord, row } from '../support/pages.js';
import { saveAndContinue } from '../support/pages.js';
import { eventually } from '../support/eventually.js';
import { readRecord } from '../support/records.js';
import { adding, removing, save } from '../support/rows.js';
import { saveSetting } from '../support/settings.js';
import { setStage, type Stage } from '../support/stage.js';

const REASON = /This user has rights you do not have/u;

let stage: Stage;
let max: Visitor;
let own: string;
let above: UserRecord;

setStage(async (opened) => {
  stage = opened;
  max = await stage.signedIn('Max', [ROLE.userManager]);
  own =
    (await stage.api.get<{ rows: { id: string }[] }>('/api/users?tab=users&q=Max&by=identifier')).body.rows[0]?.id ??
    '';
  await saveSetting(stage.api, 'pin_number_method', 'fourDigit');
});
beforeEach(async () => {
  above = await stage.addUserWith('Above', adding('roles', { role: ROLE.userAdministrator }));
});

/** What somebody who cannot see the lock is told of a field. */
async function reasonOf(label: string): Promise<string> {
  const described = await field(max.page, label).getAttribute('aria-describedby');
  return max.page.locator(`#${described ?? 'nothing'}`).innerText();
}

async function isLocked(label: string): Promise<boolean> {
  const control = field(max.page, label);
  return (await control.isDisabled()) || !(await control.isEditable());
}

describe('the sign-in of somebody who may do more', () => {
  it('F52 is locked in the form, each field with the reason; all else can be edited', async () => {
    await openRecord(max.page, above.id);
    await expectSeen(max.page.getByText(/This user may do more than you/u));
    for (const label of ['Status', 'Expiration date', 'Primary identifier']) {
      await expect(isLocked(label)).resolves.toBe(true);
      await expect(reasonOf(label)).resolves.toMatch(REASON);
    }
    await expect(isLocked('PIN number')).resolves.toBe(true);
    await expect(reasonOf('PIN number')).resolves.toMatch(REASON);
    await expect(button(max.page, 'Toggle Account Type').isDisabled()).resolves.toBe(true);
    await expectText(max.page.locator('#field-accountType-reason'), REASON);
    await expect(findBarriers(max.page)).resolves.toEqual([]);
    await field(max.page, 'Job description').fill('Librarian');
    await saveAndContinue(max.page);
    await expect(readRecord(stage.api, above.id)).resolves.toMatchObject({ jobDescription: 'Librarian' });
  });

  it('F52 opens and closes with the roles of both, while the record is open', async () => {
    await openRecord(max.page, above.id);
    await expect(isLocked('Status')).resolves.toBe(true);
    const roles = (await readRecord(stage.api, above.id)).roles.map(({ id }) => removing('roles', id));
    above = (await save(stage.api, above, ...roles)).body;
    await eventually(async () => {
      expect(await isLocked('Status')).toBe(false);
    });
    await expectGone(max.page.getByText(/This user may do more than you/u));
    await save(stage.api, above, adding('roles', { role: ROLE.userAdministrator }));
    await eventually(async () => {
      expect(await isLocked('Status')).toBe(true);
    });
    const granted = adding('roles', { role: ROLE.userAdministrator });
    const mine = (await save(stage.api, await readRecord(stage.api, own), granted)).body;
    await eventually(async () => {
      expect(await isLocked('Status')).toBe(false);
    });
    await save(stage.api, mine, removing('roles', granted.id));
    await eventually(async () => {
      expect(await isLocked('Status')).toBe(true);
    });
  });

  it('F52 S022 the list says why they cannot be deactivated or deleted, and opens when they can', async () => {
    await openList(max.page, { q: 'Above', sort: 'statusDate' });
    const menu = row(max.page, above.id).getByRole('button', { name: /^Actions for/u });
    await menu.click();
    await max.page.getByRole('menuitem', { name: 'Deactivate' }).click();
    const dialog = max.page.getByRole('alertdialog');
    await expectText(dialog, /You cannot deactivate Somerville, Above.*rights you do not have/su);
    await expectGone(dialog.getByRole('button', { name: 'Confirm' }));
    await expect(findBarriers(max.page)).resolves.toEqual([]);
    const roles = (await readRecord(stage.api, above.id)).roles.map(({ id }) => removing('roles', id));
    await save(stage.api, above, ...roles);
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await expectGone(dialog);
    await expect(readRecord(stage.api, above.id)).resolves.toMatchObject({ status: 'INACTIVE' });
  });

  it('F52 S021 Delete opens with the reason against it', async () => {
    await openList(max.page, { q: 'Above', sort: 'statusDate' });
    await row(max.page, above.id)
      .getByRole('button', { name: /^Actions for/u })
      .click();
    await max.page.getByRole('menuitem', { name: 'Delete' }).click();
    await expectText(max.page.getByRole('dialog'), /This user may do more than you/u);
  });
});
