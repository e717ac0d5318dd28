import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Administrators } from '../../backend/src/auth/administrators.js';
import { SYSTEM } from '../../backend/src/platform/database/actor.js';
import { UnitOfWork } from '../../backend/src/platform/database/unit-of-work.js';
import type { Visitor } from '../support/browser.js';
import { button, expectGone, expectSeen, expectText, expectUrl, isLive, openList } from '../support/pages.js';
import { openRecord } from '../support/pages.js';
import { PASSWORD } from '../support/portal.js';
import { readRecord, saveFields } from '../support/records.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;
let ada: Visitor;

setStage(async (opened) => {
  stage = opened;
  ada = await stage.signedIn('Ada');
});

async function tryToSignIn(page: Page, name: string, password: string): Promise<string> {
  await page.reload();
  await page.getByLabel('User name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
  return page.getByRole('alert').innerText();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/u }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
}

describe('the sign-in page', () => {
  it('F14 says in words that it refused, and the same for a name nobody has', async () => {
    const { page } = await stage.visitor();
    const known = await tryToSignIn(page, 'Ada', 'wrong wrong wrong wrong');
    expect(known).toMatch(/Sign-in was refused\s+User name or password is wrong, or the account is locked\./u);
    expect(await tryToSignIn(page, 'nobody', 'wrong wrong wrong wrong')).toBe(known);
    expect(await page.getByLabel('User name').inputValue()).toBe('nobody');
  });

  it('S025 F01 refuses the right password after five wrong ones', async () => {
    await stage.portal.addAccount('Locked');
    const { page } = await stage.visitor();
    for (let time = 0; time < 5; time += 1) await tryToSignIn(page, 'Locked', `wrong password ${time}`);
    expect(await tryToSignIn(page, 'Locked', PASSWORD)).toMatch(/the account is locked/u);
    await openList(ada.page, { signInLocked: 'yes' });
    await expectText(ada.page.getByRole('table', { name: 'Users' }), /Tester, Locked/u);
    await ada.page.getByRole('link', { name: 'Tester, Locked', exact: true }).click();
    await expectSeen(ada.page.getByText('Sign-in locked until'));
  });

  it('F20 makes a handed-out password be changed before anything else', async () => {
    const account = { primaryId: 'fresh', firstName: 'Fresh', lastName: 'Tester', email: 'fresh@example.org' };
    await stage.portal
      .get(UnitOfWork)
      .run(SYSTEM, (unit) =>
        stage.portal.get(Administrators).add(unit, { ...account, roles: ['50'], password: PASSWORD, mustChange: true }),
      );
    const visitor = await stage.visitor();
    const { page } = visitor;
    await visitor.signIn('fresh');
    await expectSeen(page.getByRole('heading', { name: 'Choose a new password' }));
    await page.goto('/users');
    await expectUrl(page, '/password');
    const change = async (next: string, again: string): Promise<void> => {
      await page.getByLabel('Current password').fill(PASSWORD);
      await page.getByLabel('New password', { exact: true }).fill(next);
      await page.getByLabel('New password again').fill(again);
      await button(page, 'Change password').click();
    };
    await change('a new password for fresh', 'another one');
    await expectSeen(page.getByText('The two passwords are not the same'));
    await change('short', 'short');
    await expectSeen(page.getByText('Use at least 15 characters'));
    await change('seven green umbrellas sing', 'seven green umbrellas sing');
    await expectUrl(page, '/dashboard');
    await expectSeen(page.getByText('Your password was changed.'));
  });

  it('goes back to the page that was asked for', async () => {
    const visitor = await stage.visitor();
    await visitor.page.goto('/users?tab=users&q=Tester&status=active');
    await expectUrl(visitor.page, '/login?next=/users?tab=users&q=Tester&status=active');
    await visitor.signIn('Ada');
    await expectUrl(visitor.page, '/users?tab=users&q=Tester&status=active');
    await expectSeen(visitor.page.getByRole('link', { name: 'Tester, Ada', exact: true }));
  });

  it('F29 signs out, and Back shows nothing of what was there', async () => {
    const visitor = await stage.signedIn('Leaver');
    const { page } = visitor;
    await openList(page);
    await signOut(page);
    await expectSeen(page.getByText('You are signed out.'));
    await page.goBack();
    await expectSeen(page.getByLabel('User name'));
    await expectGone(page.getByRole('table', { name: 'Users' }));
    await page.goto('/dashboard');
    await expectUrl(page, '/login?next=/dashboard');
  });
});

describe('rights that change while somebody is signed in', () => {
  it('F29 shows the sign-in page with the reason, on every tab, when the user is deactivated', async () => {
    const visitor = await stage.signedIn('Gone');
    const second = await visitor.context.newPage();
    await openList(visitor.page);
    await second.goto('/dashboard');
    await isLive(second);
    const { rows } = (await stage.api.get<{ rows: { id: string }[] }>('/api/users?by=identifier&q=gone')).body;
    await saveFields(stage.api, await readRecord(stage.api, rows[0]?.id ?? ''), { status: 'INACTIVE' });
    for (const page of [visitor.page, second]) {
      await expectSeen(page.getByText('Your session was ended by an administrator or in another window.'));
      await expectSeen(page.getByLabel('User name'));
    }
    await expectUrl(visitor.page, '/login?next=/users?tab=users');
  });

  it('F29 shows the sign-in page with the reason when the session was ended in another window', async () => {
    const visitor = await stage.signedIn('Twice');
    const second = await visitor.context.newPage();
    await second.goto('/dashboard');
    await isLive(second);
    await openList(visitor.page);
    await signOut(visitor.page);
    await expectSeen(second.getByText(/^Your session was ended/u));
  });

  it('F29 takes a page away whose role was taken', async () => {
    const visitor = await stage.signedIn('Demoted');
    const user = await stage.addUser('Mary');
    await openRecord(visitor.page, user.id);
    await stage.portal.query(
      `delete from user_role where user_id = (select id from users where primary_id = 'Demoted')`,
    );
    await expectSeen(visitor.page.getByRole('heading', { name: 'Nothing here for you yet' }));
    await expectGone(visitor.page.getByRole('form'));
  });
});
