import { describe, expect, it } from '@jest/globals';
import type { Visitor } from '../support/browser.js';
import { findBarriers } from '../support/accessibility.js';
import { expectGone, expectSeen, expectText, expectUrl } from '../support/pages.js';
import { readRecord } from '../support/records.js';
import { adding, changing, save } from '../support/rows.js';
import { setStage, type Stage } from '../support/stage.js';

const NOTE = { type: 'LIBRARY', text: 'Bring your card', userViewable: true, popup: false };

let stage: Stage;
let nobody: Visitor;
let nobodyId: string;

setStage(async (opened) => {
  stage = opened;
  nobody = await stage.signedIn('Nobody', []);
  const [row] = await stage.portal.query<{ id: string }>(`select id from users where primary_id = 'Nobody'`);
  nobodyId = row?.id ?? '';
});

describe('the page of one’s own', () => {
  it('S101 S001 somebody without a role lands there after signing in, and is offered nothing else', async () => {
    const { page } = nobody;
    await expectUrl(page, '/me');
    await expectSeen(page.getByRole('heading', { level: 1, name: 'Nobody Tester' }));
    await expectText(page.getByRole('region', { name: 'Account' }), /Primary identifier\s+Nobody/u);
    await expectSeen(page.getByText('There are no notes for you.'));
    expect(await page.getByRole('navigation', { name: 'Main' }).getByRole('link').count()).toBe(0);
    await page.goto('/');
    await expectUrl(page, '/me');
  });

  it('S101 shows viewable notes when the person comes back to it, never those for staff', async () => {
    const { page } = nobody;
    await page.goto('/me');
    const staffOnly = { ...NOTE, text: 'Was rude', userViewable: false };
    const note = adding('notes', NOTE);
    const stored = await save(stage.api, await readRecord(stage.api, nobodyId), note, adding('notes', staffOnly));
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    const notes = page.getByRole('region', { name: 'Notes for you' });
    await expectText(notes, /Bring your card\s+Library/u);
    expect(await page.content()).not.toContain('rude');
    await save(stage.api, stored.body, changing('notes', note.id, { ...NOTE, userViewable: false }));
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expectGone(notes.getByText('Bring your card'));
  });

  it('S101 is in everybody’s account menu, and follows changes live where there is a live connection', async () => {
    const ada = await stage.signedIn('Ada');
    await expectUrl(ada.page, '/dashboard');
    await ada.page.getByRole('button', { name: /^Account of/u }).click();
    await ada.page.getByRole('menuitem', { name: 'My account' }).click();
    await expectUrl(ada.page, '/me');
    const [row] = await stage.portal.query<{ id: string }>(`select id from users where primary_id = 'Ada'`);
    await expectSeen(ada.page.getByText('There are no notes for you.'));
    await ada.page.locator('[data-connection=live]').waitFor();
    await save(stage.api, await readRecord(stage.api, row?.id ?? ''), adding('notes', NOTE));
    await expectSeen(ada.page.getByText('Bring your card'));
    expect(await findBarriers(ada.page)).toEqual([]);
  });
});
