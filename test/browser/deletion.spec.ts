import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { aSourceUser, FeedFolder } from '../fixtures/feed.js';
import { synchronise, upload } from '../fixtures/feed-run.js';
import type { Visitor } from '../support/browser.js';
import { clearHold, deleteUser, placeHold, putResearcher } from '../support/deletion.js';
import { whileHeld } from '../support/hold-changes.js';
import { button, expectGone, expectSeen, expectText, expectUrl, expectValue, field, isLive } from '../support/pages.js';
import { openList, openRecord, row } from '../support/pages.js';
import { readRecord, saveFields } from '../support/records.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;
let ada: Visitor;
let grace: Visitor;
let folder: FeedFolder;

setStage(async (opened) => {
  stage = opened;
  folder = await FeedFolder.create();
  ada = await stage.signedIn('Ada');
  grace = await stage.signedIn('Grace');
});
afterAll(() => folder.remove());

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'User Deletion Management' });
const reasons = (page: Page): Locator => dialog(page).getByRole('list', { name: 'Reasons' }).getByRole('listitem');

/** Opens the dialog from the row of the list, as S021 has it. */
async function askFromList(page: Page, user: UserRecord): Promise<void> {
  await openList(page, { q: user.firstName ?? '' });
  await page.getByRole('button', { name: `Actions for ${user.lastName}, ${user.firstName}` }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await dialog(page).waitFor();
}

async function askFromRecord(page: Page, user: UserRecord): Promise<void> {
  await openRecord(page, user.id);
  await button(page, 'Delete user…').click();
  await dialog(page).waitFor();
}

function confirmation(page: Page, { primaryId }: UserRecord): Locator {
  return dialog(page).getByLabel(`Type the primary identifier ${primaryId} to confirm`);
}

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

describe('deleting a user', () => {
  it('S021 S122 from the row of the list: nothing happens before the identifier is typed, Cancel changes nothing', async () => {
    const { page } = ada;
    const user = await stage.addUser('Cancelled');
    await askFromList(page, user);
    await dialog(page).getByRole('button', { name: 'Delete for good' }).click();
    await expectSeen(dialog(page).getByText('This is not the primary identifier of the user'));
    await confirmation(page, user).fill('somebody-else');
    await page.keyboard.press('Enter');
    await expectSeen(dialog(page).getByText('This is not the primary identifier of the user'));
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    await expectGone(dialog(page));
    expect(await readRecord(stage.api, user.id)).toMatchObject({ version: 1 });
  });

  it('S021 S121 confirmed, the user is gone here and in a second browser at once, and the totals follow', async () => {
    const { page } = ada;
    const user = await stage.addUser('Deleted');
    await grace.page.goto('/dashboard');
    await isLive(grace.page);
    const latest = grace.page.getByRole('row').nth(1);
    const figure = grace.page.getByRole('list', { name: 'Figures' }).getByRole('link', { name: /^Users/u });
    await expectText(latest, /Somerville, Deleted/u);
    const total = Number(/\d+/u.exec(await figure.innerText())?.[0]);
    const list = await grace.context.newPage();
    await openList(list, { q: 'Deleted' });
    await askFromList(page, user);
    await confirmation(page, user).fill(user.primaryId);
    await page.keyboard.press('Enter');
    await expectGone(dialog(page));
    await expectSeen(page.getByText('Somerville, Deleted was deleted.'));
    for (const seen of [page, list]) {
      await expectText(row(seen, user.id), /a deleted user\s+Deleted/iu);
      expect(await row(seen, user.id).innerText()).not.toContain('Somerville');
    }
    await expectText(latest, /a deleted user\s+deleted\s+Ada Tester/iu);
    await expectText(figure, new RegExp(String(total - 1), 'u'));
    await list.getByRole('button', { name: '1 change, refresh order' }).click();
    await expectGone(row(list, user.id));
    await list.close();
    await page.goto(`/users/${user.id}`);
    await expectSeen(page.getByRole('heading', { name: 'No such user' }));
  });

  it('S121 S122 from the record: the list comes back, and who has it open elsewhere sees by whom and keeps what they typed', async () => {
    const user = await stage.addUser('Open');
    await openRecord(grace.page, user.id);
    await field(grace.page, 'Campus').fill('Northern campus');
    await grace.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await askFromRecord(ada.page, user);
    await confirmation(ada.page, user).fill(user.primaryId);
    await dialog(ada.page).getByRole('button', { name: 'Delete for good' }).click();
    await ada.page.waitForURL((url) => url.pathname === '/users');
    await expectSeen(grace.page.getByRole('heading', { name: 'This user was deleted' }));
    await expectSeen(grace.page.getByText(/^Ada Tester deleted Somerville, Open/u));
    await expectSeen(grace.page.getByText('Northern campus'));
    await button(grace.page, 'Copy what you typed').click();
    await expectSeen(button(grace.page, 'Copied'));
    expect(await grace.page.evaluate<string>('navigator.clipboard.readText()')).toBe('Campus: Northern campus');
  });

  it('S121 S122 S099 a note in the dialog of whoever had the record open is not lost with the record', async () => {
    const user = await stage.addUser('Noted');
    await openRecord(grace.page, user.id);
    await grace.page.getByRole('tab', { name: /^Notes/u }).click();
    await button(grace.page, 'Add Note').click();
    await grace.page.getByRole('dialog').getByLabel('Note', { exact: true }).fill('Owes us a key');
    expect((await deleteUser(stage.api, user)).status).toBe(204);
    await expectSeen(grace.page.getByRole('heading', { name: 'This user was deleted' }));
    await expectSeen(grace.page.getByText('Owes us a key').first());
    await expectGone(grace.page.getByRole('dialog'));
  });

  it('S001 S002 is offered to nobody who may not delete', async () => {
    const user = await stage.addUser('Safe');
    const olive = await stage.signedIn('Olive', [ROLE.researchObserver]);
    await openRecord(olive.page, user.id);
    expect(await button(olive.page, 'Delete user…').count()).toBe(0);
    await openList(olive.page, { q: 'Safe' });
    expect(await olive.page.getByRole('button', { name: /^Actions for/u }).count()).toBe(0);
    await olive.context.close();
  });
});

describe('when something stands against it', () => {
  it('S116 S117 S118 S119 S120 S122 F100 the dialog names every reason with its reference, and follows them until all are gone', async () => {
    const { page } = ada;
    await synchronise(stage.api, await folder.zip({ 'a.xml': [aSourceUser('blocked')] }));
    const [found] = await stage.portal.query<{ id: string }>(`select id from users where primary_id = 'blocked'`);
    const user = await readRecord(stage.api, found?.id ?? '');
    const link = 'https://catalogue.example.org/991';
    await placeHold(stage.api, user.id, 'locked-record', 'MMS-991', { label: 'The Connexion', link });
    await placeHold(stage.api, user.id, 'import-profile', 'P-7', { label: 'Nightly import' });
    await placeHold(stage.api, user.id, 'md-editor', 'E-1', { label: 'Two records', leaseSeconds: 3600 });
    await putResearcher(stage.api, user.id, { assets: 3, grants: 1 });
    const path = await folder.zip({ 'a.xml': [aSourceUser('blocked', { fields: { lastName: 'Hardy' } })] });
    await whileHeld(stage.portal, async () => {
      await upload(stage.api, path);
      await askFromRecord(page, user);
      await expectText(dialog(page), /cannot be deleted for 5 reasons/u);
      expect(await confirmation(page, user).count()).toBe(0);
      const text = (await reasons(page).allInnerTexts()).join('\n');
      expect(text).toMatch(/Locked bibliographic record: The Connexion\s+Reference\s+MMS-991\s+Open/u);
      expect(text).toMatch(/Assigned import profile: Nightly import\s+Reference\s+P-7/u);
      expect(text).toMatch(/Working in the MD Editor: Two records\s+Reference\s+E-1\s+until .+, unless it is renewed/u);
      expect(text).toMatch(/A running job holds the record: people\.zip\s+0 of 1 users\s+Open/u);
      expect(text).toMatch(/There is a researcher record with 3 assets and 1 grant/u);
      const open = dialog(page).getByRole('link', { name: 'Open The Connexion' });
      expect(await open.getAttribute('href')).toBe(link);
      expect(await findings(page)).toEqual([]);
      await ada.screenshot('deletion-blocked');
    });
    await expectText(dialog(page), /cannot be deleted for 4 reasons/u);
    for (const [kind, reference] of [
      ['locked-record', 'MMS-991'],
      ['import-profile', 'P-7'],
      ['md-editor', 'E-1'],
    ] as const)
      await clearHold(stage.api, user.id, kind, reference);
    await expectText(dialog(page), /cannot be deleted for one reason/u);
    await putResearcher(stage.api, user.id, { assets: 0, grants: 0 });
    await expectSeen(dialog(page).getByText(/^Nothing stands in the way any more/u));
    await confirmation(page, user).fill('blocked');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/users');
  });

  it('S122 a reason that comes while one types is shown at once, and what was typed does nothing', async () => {
    const { page } = ada;
    const user = await stage.addUser('Late');
    await askFromList(page, user);
    await confirmation(page, user).fill(user.primaryId);
    await placeHold(stage.api, user.id, 'md-editor', 'E-1', { label: 'One record' });
    await expectText(reasons(page), /Working in the MD Editor: One record/u);
    expect(await dialog(page).getByRole('button', { name: 'Delete for good' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await expectGone(dialog(page));
    expect((await readRecord(stage.api, user.id)).id).toBe(user.id);
  });

  it('S122 oneself is told so, on the own record', async () => {
    const [me] = await stage.portal.query<{ id: string }>(`select id from users where primary_id = 'Ada'`);
    await askFromRecord(ada.page, await readRecord(stage.api, me?.id ?? ''));
    await expectText(reasons(ada.page), /This is you\s+Another administrator can delete your record/u);
    await dialog(ada.page).getByRole('button', { name: 'Close' }).last().click();
    await expectGone(dialog(ada.page));
  });

  it('S121 S122 a record that is changed while the dialog is open asks for the identifier anew', async () => {
    const { page } = ada;
    const user = await stage.addUser('Changed');
    await askFromList(page, user);
    await confirmation(page, user).fill(user.primaryId);
    await saveFields(stage.api, user, { jobDescription: 'Reader' });
    await expectSeen(dialog(page).getByText(/^The user was changed while this dialog was open/u));
    await expectValue(confirmation(page, user), '');
    await confirmation(page, user).fill(user.primaryId);
    await page.keyboard.press('Enter');
    await expectGone(dialog(page));
  });

  it('S122 whoever asks is told when somebody else was faster', async () => {
    const user = await stage.addUser('Faster');
    await askFromList(ada.page, user);
    await deleteUser(stage.api, user);
    await expectSeen(dialog(ada.page).getByText('Somerville, Faster does not exist any more.'));
    await ada.page.keyboard.press('Escape');
    await expectGone(dialog(ada.page));
  });
});

describe.each(['light', 'dark'] as const)('the dialog, %s', (colorScheme) => {
  it('S021 S122 F112 is done by keyboard alone, and axe finds nothing serious', async () => {
    await stage.portal.addAccount(`Key-${colorScheme}`);
    const visitor = await stage.visitor(stage.portal.url, { colorScheme, reducedMotion: 'reduce' });
    const { page } = visitor;
    await visitor.signIn(`Key-${colorScheme}`);
    const user = await stage.addUser(`Keyed${colorScheme}`);
    await openList(page, { q: user.firstName ?? '' });
    await page.getByRole('button', { name: `Actions for ${user.lastName}, ${user.firstName}` }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Edit' }).waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    await confirmation(page, user).waitFor();
    expect(await findings(page)).toEqual([]);
    await visitor.screenshot(`deletion-confirm-${colorScheme}`);
    await confirmation(page, user).focus();
    await page.keyboard.type(user.primaryId);
    await page.keyboard.press('Enter');
    await expectGone(dialog(page));
    await expectUrl(page, `/users?tab=users&q=${user.firstName ?? ''}`);
    expect((await stage.api.get(`/api/users/${user.id}`)).status).toBe(404);
    await openRecord(page, (await stage.addUser(`Zone${colorScheme}`)).id);
    await button(page, 'Delete user…').scrollIntoViewIfNeeded();
    expect(await findings(page)).toEqual([]);
    await visitor.screenshot(`deletion-zone-${colorScheme}`);
    await visitor.context.close();
  });
});
