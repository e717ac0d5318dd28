import { describe, expect, it } from '@jest/globals';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { Visitor } from '../support/browser.js';
import { expectGone, expectSeen, expectText, expectValue, field, isLive, openList } from '../support/pages.js';
import { openRecord, row, saveAndContinue } from '../support/pages.js';
import { readRecord, saveFields } from '../support/records.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;
let ada: Visitor;
let grace: Visitor;
let mary: UserRecord;

setStage(async (opened) => {
  stage = opened;
  mary = await stage.addUser('Mary', { jobDescription: 'Miss', recordType: 'STAFF' });
  ada = await stage.signedIn('Ada');
  grace = await stage.signedIn('Grace');
});

/** A page that is loaded again forgets this. */
async function mark(visitor: Visitor): Promise<() => Promise<boolean>> {
  await visitor.page.evaluate('window.untouched = true');
  return () => visitor.page.evaluate<boolean>('window.untouched === true');
}

describe('a change by somebody else, without a reload', () => {
  it('B03 shows in the open record, marked at the field with who did it', async () => {
    await openRecord(grace.page, mary.id);
    await openRecord(ada.page, mary.id);
    const untouched = await mark(grace);
    await field(ada.page, 'Job description').fill('Dr');
    await Promise.all([
      expectSeen(grace.page.getByText('changed by Ada Tester just now').first()),
      saveAndContinue(ada.page),
    ]);
    await expectValue(field(grace.page, 'Job description'), 'Dr');
    expect(await untouched()).toBe(true);
  });

  it('S039 shows in the heading of the open record when the name changes', async () => {
    await openRecord(grace.page, mary.id);
    await openRecord(ada.page, mary.id);
    await field(ada.page, 'Preferred first name').fill('Maria');
    await saveAndContinue(ada.page);
    await expectText(grace.page.getByRole('heading', { level: 1 }), /^Somerville, Maria$/u);
  });

  it('B03 S017 shows in the row of the list, lit, where it stands', async () => {
    await openList(grace.page);
    await openRecord(ada.page, mary.id);
    const untouched = await mark(grace);
    await field(ada.page, 'Status').selectOption({ label: 'Inactive' });
    const lit = grace.page.locator(`tr.flash[data-user="${mary.id}"]`);
    await Promise.all([expectSeen(lit), saveAndContinue(ada.page)]);
    await expectSeen(row(grace.page, mary.id).getByText('Inactive'));
    await expectGone(lit);
    expect(await untouched()).toBe(true);
  });

  it('B03 says that the order is old instead of moving rows', async () => {
    const last = await stage.addUser('Aaron', { lastName: 'Aardvark' });
    await openList(grace.page);
    const before = await grace.page.locator('tr[data-user]').evaluateAll((rows) => rows.map((one) => one.dataset.user));
    await saveFields(stage.api, last, { lastName: 'Zymurgy' });
    await expectText(row(grace.page, last.id), /Zymurgy, Aaron/u);
    const order = await grace.page.locator('tr[data-user]').evaluateAll((rows) => rows.map((one) => one.dataset.user));
    expect(order).toEqual(before);
    await grace.page.getByRole('button', { name: '1 change, refresh order' }).click();
    await expectText(grace.page.locator('tr[data-user]').last(), /Zymurgy, Aaron/u);
  });

  it('B03 shows in the figures and the latest changes of the dashboard', async () => {
    const user = await stage.addUser('Caroline', { lastName: 'Herschel' });
    await grace.page.goto('/dashboard');
    await isLive(grace.page);
    const figure = grace.page.getByRole('list', { name: 'Figures' }).getByRole('link', { name: /^Users/u });
    const inactive = grace.page.getByRole('link', { name: /^Inactive/u });
    await expectSeen(figure);
    const [total, idle] = [
      Number(await figure.innerText().then(digits)),
      Number(await inactive.innerText().then(digits)),
    ];
    await openRecord(ada.page, user.id);
    await field(ada.page, 'Status').selectOption({ label: 'Inactive' });
    await saveAndContinue(ada.page);
    await expectText(inactive, new RegExp(`\\b${idle + 1}\\b`, 'u'));
    const newest = grace.page.getByRole('row').nth(1);
    await expectText(newest, /Herschel, Caroline[\s\S]*Status[\s\S]*Ada Tester/u);
    await stage.addUser('Henrietta', { lastName: 'Leavitt' });
    await expectText(figure, new RegExp(`\\b${total + 1}\\b`, 'u'));
    await expectText(newest, /Leavitt, Henrietta[\s\S]*created/iu);
  });

  it('every figure of the dashboard leads to the list behind it', async () => {
    for (const name of [/^Users/u, /^Staff/u, /^Internal\b(?! with)/u, /^Inactive/u]) {
      await grace.page.goto('/dashboard');
      const figure = grace.page.getByRole('main').getByRole('link', { name });
      const count = digits(await figure.innerText());
      await figure.click();
      await expectText(grace.page.getByRole('navigation', { name: 'Pages' }), new RegExp(`^${count} users?\\b`, 'u'));
    }
  });

  it('B01 the dashboard says who is online, and where', async () => {
    await grace.page.goto('/dashboard');
    await openRecord(ada.page, mary.id);
    const online = grace.page.locator('#online');
    await expectText(online, /Ada Tester\s+Somerville, Maria/u);
    await openList(ada.page);
    await expectText(online, /Ada Tester\s+User list/u);
  });

  it('S109 B05 shows in the open history, with before and after', async () => {
    await grace.page.goto(`/users/${mary.id}?tab=history`);
    await expectSeen(grace.page.getByRole('region', { name: 'History' }));
    await isLive(grace.page);
    await openRecord(ada.page, mary.id);
    await field(ada.page, 'Campus').fill('NORTH');
    await saveAndContinue(ada.page);
    const newest = grace.page.getByRole('region', { name: 'History' }).locator('li[id]').first();
    await expectText(newest, /Ada Tester[\s\S]*User interface[\s\S]*Campus[\s\S]*NORTH/u);
    expect((await readRecord(stage.api, mary.id)).campusCode).toBe('NORTH');
  });
});

function digits(text: string): string {
  return text.replaceAll(/\D+/gu, '');
}
