import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { AccessPage } from '../../backend/src/contract/access-log.js';
import type { LockedUsers } from '../../backend/src/contract/lockout.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import { findBarriers } from '../support/accessibility.js';
import { expectGone, expectSeen, expectText, expectUrl, isLive } from '../support/pages.js';
import { setStage, type Stage } from '../support/stage.js';

const VICTIMS = 25;
const WRONG = 'wrong horse battery staple';

let stage: Stage;

setStage((opened) => {
  stage = opened;
  return Promise.resolve();
});

function alarm(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Alarm' });
}

/** Every account through the sign-in of the portal, from one address, a few at once. */
async function lockMany(): Promise<void> {
  const names = Array.from({ length: VICTIMS }, (_, at) => `victim-${String(at)}`);
  for (const name of names) await stage.portal.addAccount(name, [ROLE.patron]);
  for (let tries = 0; tries < 5; tries += 1) {
    await Promise.all(names.map((name) => stage.portal.client().signIn(name, WRONG)));
  }
}

describe('many accounts that are locked', () => {
  it('F13 are an alarm on the page of every administrator, live, with a way to who is locked, until it is over', async () => {
    const ada = await stage.signedIn('Ada');
    await ada.page.goto('/settings/passwords');
    await isLive(ada.page);
    const mara = await stage.signedIn('Mara', [ROLE.userManager]);
    await isLive(mara.page);
    await lockMany();
    await expectText(alarm(ada.page), /Somebody is locking accounts: 25 locked[^]*since/u);
    expect(await findBarriers(ada.page)).toEqual([]);
    expect(await alarm(mara.page).count()).toBe(0);
    const link = alarm(ada.page).getByRole('link', { name: 'Show locked users' });
    await link.focus();
    await ada.page.keyboard.press('Enter');
    await expectUrl(ada.page, '/users/locked');
    await expectSeen(ada.page.getByText('25 locked', { exact: true }));
    await expectSeen(alarm(ada.page));
    const { body } = await stage.api.get<AccessPage>('/api/access-log?kind=mass-lock');
    expect(body.entries).toHaveLength(1);

    const grace = await stage.signedIn('Grace');
    await expectSeen(alarm(grace.page));
    // As if nobody had been locked for nearly ten minutes; the pages find out by themselves that it is over.
    await stage.portal.query(`update lock_wave set last_at = clock_timestamp() - interval '9 minutes 50 seconds'`);
    const { body: locked } = await stage.api.get<LockedUsers>('/api/locked-users');
    const unlocked = await stage.api.post(`/api/users/${locked.users[0]?.userId ?? ''}/unlock`, { secret: 'password' });
    expect(unlocked.status).toBe(204);
    for (const { page } of [ada, grace]) await expectText(alarm(page), /24 locked/u);
    for (const { page } of [ada, grace]) await expectGone(alarm(page));
  });
});
