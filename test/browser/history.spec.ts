import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { Change, HistoryPage } from '../../backend/src/contract/changes.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { findBarriers } from '../support/accessibility.js';
import type { Visitor } from '../support/browser.js';
import { button, choose, expectGone, expectSeen, expectText, expectUrl, isLive } from '../support/pages.js';
import { readRecord, saveFields } from '../support/records.js';
import { adding, changing, removing, save, setting } from '../support/rows.js';
import { saveSetting } from '../support/settings.js';
import { setStage, type Stage } from '../support/stage.js';
import { dialog } from '../support/tabs.js';

const PHONE = { number: '+47 1', types: ['home'] };

let stage: Stage;
let ada: Visitor;
let page: Page;

setStage(async (opened) => {
  stage = opened;
  ada = await stage.signedIn('Ada');
  ({ page } = ada);
});

async function openHistory(at: Page, id: string, query = ''): Promise<void> {
  await at.goto(`/users/${id}?tab=history${query}`);
  await at.getByRole('region', { name: 'History' }).getByRole('listitem').first().waitFor();
  await isLive(at);
}

async function history(id: string): Promise<Change[]> {
  return (await stage.api.get<HistoryPage>(`/api/users/${id}/history`)).body.entries;
}

function entry(at: Page, seq: number | undefined): Locator {
  return at.locator(`#change-${String(seq)}`);
}

async function changedUser(): Promise<UserRecord> {
  const user = await stage.addUser('Mary', { jobDescription: 'Baker', title: 'MS' });
  return (await saveFields(stage.api, user, { jobDescription: 'Reader', title: 'DR' })).body;
}

describe('restoring', () => {
  it('B06 B05 shows what would be put back beside what stands there now, and does it', async () => {
    const user = await changedUser();
    const [change] = await history(user.id);
    await openHistory(page, user.id);
    await entry(page, change?.seq)
      .getByRole('button', { name: /^Restore/u })
      .click();
    await expectText(dialog(page).getByRole('row', { name: /Job description/u }), /Reader\s+Baker/u);
    await dialog(page).getByLabel('Title', { exact: true }).uncheck();
    await button(page, 'Restore 1 entry').click();
    await expectGone(dialog(page));
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ jobDescription: 'Baker', title: 'DR' });
    const [restored] = await history(user.id);
    await expectText(entry(page, restored?.seq), /Ada Tester changed.*restored from an earlier entry.*Baker/su);
    await entry(page, restored?.seq).getByRole('link', { name: 'restored from an earlier entry' }).click();
    await expectUrl(page, `/users/${user.id}?tab=history&change=${change?.seq ?? ''}`);
    expect(await entry(page, change?.seq).getAttribute('aria-current')).toBe('true');
  });

  it('B06 says per field what cannot be restored and what was changed since, and leaves that alone unless asked', async () => {
    const user = await changedUser();
    const [change] = await history(user.id);
    const later = (await saveFields(stage.api, user, { title: 'PROF' })).body;
    await save(stage.api, later, setting('accountType', 'EXTERNAL'));
    await openHistory(page, user.id);
    await entry(page, change?.seq)
      .getByRole('button', { name: /^Restore/u })
      .press('Enter');
    await expectText(dialog(page).getByRole('row', { name: /Job description/u }), /The feed owns this field/u);
    await expectText(dialog(page).getByRole('row', { name: /^Title/u }), /Changed again since.*Prof\.\s+Ms\./su);
    expect(await button(page, 'Restore 0 entries').isDisabled()).toBe(true);
    expect(await findBarriers(page)).toEqual([]);
    await dialog(page).getByLabel('Title', { exact: true }).check();
    await button(page, 'Restore 1 entry').click();
    await expectGone(dialog(page));
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ title: 'MS', jobDescription: 'Reader' });
  });

  it('B06 B04 the dialog follows what a colleague changes while it is open', async () => {
    const user = await changedUser();
    const [change] = await history(user.id);
    await openHistory(page, user.id);
    await entry(page, change?.seq)
      .getByRole('button', { name: /^Restore/u })
      .click();
    await expectSeen(button(page, 'Restore 2 entries'));
    await saveFields(stage.api, user, { title: 'PROF' });
    await expectText(dialog(page).getByRole('row', { name: /^Title/u }), /Changed again since.*Prof\.\s+Ms\./su);
    await expectSeen(button(page, 'Restore 1 entry'));
    await page.keyboard.press('Escape');
  });

  it('B06 B05 puts rows back, and says their changes in words', async () => {
    const phone = adding('phones', PHONE);
    const user = (await save(stage.api, await stage.addUser('Mary'), phone)).body;
    const changed = (await save(stage.api, user, changing('phones', phone.id, { ...PHONE, number: '+47 2' }))).body;
    await save(stage.api, changed, removing('phones', phone.id));
    const [removal, edit] = await history(user.id);
    await openHistory(page, user.id);
    await expectText(entry(page, edit?.seq), /Phone numbers.*\+47 1 \(Home\).*\+47 2 \(Home\)/su);
    await entry(page, removal?.seq)
      .getByRole('button', { name: /^Restore/u })
      .click();
    await expectText(dialog(page).getByRole('row', { name: /Phone \+47 2/u }), /deleted\s+\+47 2/u);
    await button(page, 'Restore 1 entry').click();
    await expectGone(dialog(page));
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ phones: [{ number: '+47 2' }] });
  });

  it('B06 is offered only where it brings something back; otherwise the entry says why not, also as it changes', async () => {
    await saveSetting(stage.api, 'pin_number_method', 'fourDigit');
    const user = await changedUser();
    const withPin = (await save(stage.api, user, setting('pin', '4711'))).body;
    const renamed = (await saveFields(stage.api, withPin, { lastName: 'Hardy' })).body;
    const [rename, pin, change, creation] = await history(user.id);
    await openHistory(page, user.id);
    const offer = (of?: Change): Locator => entry(page, of?.seq).getByRole('button', { name: /^Restore/u });
    await expectSeen(offer(rename));
    await expectSeen(offer(change));
    await expectText(entry(page, pin?.seq), /Cannot be restored: A PIN is not kept/u);
    expect(await Promise.all([pin, creation].map((of) => offer(of).count()))).toEqual([0, 0]);
    const external = (await save(stage.api, renamed, setting('accountType', 'EXTERNAL'))).body;
    await expectText(entry(page, rename?.seq), /Cannot be restored: The feed owns this field/u);
    expect(await findBarriers(page)).toEqual([]);
    const internal = (await save(stage.api, external, setting('accountType', 'INTERNAL'))).body;
    await expectSeen(offer(rename));
    await saveFields(stage.api, internal, { lastName: 'Somerville' });
    await expectText(entry(page, rename?.seq), /Nothing to restore: it is as before this change/u);
  });

  it('B06 is not offered to people who only read', async () => {
    const user = await changedUser();
    const otto = await stage.signedIn('Otto', [ROLE.researchObserver]);
    await openHistory(otto.page, user.id);
    await expectGone(otto.page.getByRole('button', { name: /^Restore/u }).first());
  });
});

describe('finding a change', () => {
  it('B05 S109 filters by field, person and source, in the URL, and a live change that does not fit stays away', async () => {
    const user = await changedUser();
    const second = (await saveFields(stage.api, user, { lastName: 'Hardy' })).body;
    const entries = page.getByRole('region', { name: 'History' }).locator('li[id^=change-]');
    await openHistory(page, user.id);
    expect(await entries.count()).toBe(3);
    await choose(page, 'Field', 'Title');
    await expectUrl(page, `/users/${user.id}?tab=history&field=title`);
    await expectText(page.getByRole('region', { name: 'History' }), /^(?!.*Hardy)/su);
    const third = (await saveFields(stage.api, second, { lastName: 'Keene' })).body;
    await saveFields(stage.api, third, { title: 'PROF' });
    await expectText(entries.first(), /Prof\./u);
    expect(await entries.count()).toBe(3);
    await choose(page, 'Source', 'Feed');
    await expectSeen(page.getByText('No change meets these filters.'));
    await button(page, 'Show everything').click();
    await expectUrl(page, `/users/${user.id}?tab=history`);
    await expectText(entries.nth(1), /Keene/u);
    const [, , hardy] = await history(user.id);
    await openHistory(page, user.id, `&actor=${encodeURIComponent(hardy?.actor ?? '')}`);
    expect(await entries.count()).toBe(5);
  });

  it('B05 every entry has a link of its own, which leads to it however old it is', async () => {
    let user = await stage.addUser('Mary');
    for (let at = 0; at < 60; at += 1) user = (await saveFields(stage.api, user, { jobDescription: `T${at}` })).body;
    const all = (await stage.api.get<HistoryPage>(`/api/users/${user.id}/history?limit=100`)).body.entries;
    const old = all.at(-2);
    await page.goto(`/users/${user.id}?tab=history&change=${String(old?.seq)}`);
    await expectSeen(entry(page, old?.seq));
    await expectText(page.locator('li[aria-current=true]'), /T0/u);
    await expectSeen(page.locator(`#change-${String(old?.seq)}:focus`));
    const link = entry(page, old?.seq).getByTitle('Link to this entry');
    expect(await link.getAttribute('href')).toBe(`/users/${user.id}?tab=history&change=${String(old?.seq)}`);
  });
});
