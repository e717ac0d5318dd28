import { describe, expect, it } from '@jest/globals';
import type { Visitor } from '../support/browser.js';
import { button, expectGone, expectSeen, expectText, expectUrl, expectValue, field } from '../support/pages.js';
import { openRecord, saveAndContinue } from '../support/pages.js';
import { readRecord } from '../support/records.js';
import { adding, changing, removing, save } from '../support/rows.js';
import { setStage, type Stage } from '../support/stage.js';
import { act, addPhone, dialog, entry, openTab } from '../support/tabs.js';

const PHONE = { number: '+47 1', types: ['home'] };
const NOTE = { type: 'OTHER', text: 'Prefers tea', userViewable: false, popup: false };

let stage: Stage;
let ada: Visitor;
let grace: Visitor;

setStage(async (opened) => {
  stage = opened;
  ada = await stage.signedIn('Ada');
  grace = await stage.signedIn('Grace');
});

describe('one Save over all tabs', () => {
  it('S087 holds what was done on several tabs together until one Save stores it and returns to the list', async () => {
    const user = await stage.addUser('Mary');
    await openRecord(ada.page, user.id);
    await field(ada.page, 'First name').fill('Maria');
    await ada.page.getByRole('tab', { name: /^Contact Information/u }).click();
    await expectUrl(ada.page, `/users/${user.id}?tab=contact`);
    await addPhone(ada.page, '+47 1');
    await button(ada.page, 'Add and Close').click();
    const bar = ada.page.getByRole('region', { name: 'Unsaved changes' });
    await expectText(bar, /2 unsaved changes: .*First name.*Phone \+47 1/u);
    await expectSeen(ada.page.getByRole('tab', { name: /General Information.*unsaved changes/u }));
    await button(ada.page, 'Save').click();
    await ada.page.waitForURL((url) => url.pathname === '/users');
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({
      ...{ version: user.version + 1, firstName: 'Maria' },
      phones: [{ number: '+47 1' }],
    });
  });

  it('S087 leaving asks, and Discard takes rows back', async () => {
    const user = await stage.addUserWith('Mary', adding('phones', PHONE));
    await openTab(ada.page, user.id, 'contact');
    await act(ada.page, '+47 1', 'Delete');
    await ada.page.getByRole('link', { name: 'Find and Manage Staff' }).first().click();
    await expectText(ada.page.getByRole('alertdialog'), /not saved: Phone \+47 1/u);
    await button(ada.page, 'Stay').click();
    await button(ada.page, 'Discard').click();
    await ada.page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click();
    await expectGone(ada.page.getByRole('region', { name: 'Unsaved changes' }));
    await expectGone(entry(ada.page, 'Will be deleted'));
  });

  it('S087 two administrators add different phones, both kept', async () => {
    const user = await stage.addUser('Mary');
    await Promise.all([openTab(ada.page, user.id, 'contact'), openTab(grace.page, user.id, 'contact')]);
    await addPhone(ada.page, '+47 1');
    await button(ada.page, 'Add and Close').click();
    await addPhone(grace.page, '+47 2');
    await button(grace.page, 'Add and Close').click();
    await Promise.all([saveAndContinue(ada.page), saveAndContinue(grace.page)]);
    const stored = await readRecord(stage.api, user.id);
    expect(stored.phones.map(({ number }) => number).sort()).toEqual(['+47 1', '+47 2']);
    await expectSeen(entry(ada.page, '+47 2'));
    await expectSeen(entry(grace.page, '+47 1'));
  });

  it('S087 edit against delete of one note opens the merge view, in which mine adds it again', async () => {
    const user = await stage.addUserWith('Mary', adding('notes', NOTE));
    const [note] = user.notes ?? [];
    await openTab(grace.page, user.id, 'notes');
    await button(grace.page, /Prefers tea/u)
      .first()
      .click();
    await dialog(grace.page).getByLabel('Note', { exact: true }).fill('Prefers coffee');
    await button(grace.page, 'Apply').click();
    await save(stage.api, user, removing('notes', note?.id ?? ''));
    await expectSeen(grace.page.getByText(/deleted this meanwhile/u));
    await button(grace.page, 'Save and Continue').click();
    await expectText(dialog(grace.page), /Note Prefers tea.*Mine\s+Prefers coffee.*Theirs\s+deleted/su);
    await dialog(grace.page).getByRole('radio', { name: 'Mine' }).check();
    await button(grace.page, 'Save my choices').click();
    await expectGone(dialog(grace.page));
    await expectGone(grace.page.getByRole('region', { name: 'Unsaved changes' }));
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ notes: [{ text: 'Prefers coffee' }] });
  });

  it('S087 F39 what a colleague saves while a row is in the dialog is shown, and not overwritten', async () => {
    const user = await stage.addUserWith('Mary', adding('notes', NOTE));
    const id = user.notes?.[0]?.id ?? '';
    await openTab(grace.page, user.id, 'notes');
    await button(grace.page, /Prefers tea/u)
      .first()
      .click();
    await dialog(grace.page).getByLabel('Note', { exact: true }).fill('Prefers coffee');
    const theirs = { ...NOTE, text: 'Prefers water', userViewable: true };
    await save(stage.api, user, changing('notes', id, theirs));
    await expectSeen(entry(grace.page, 'Prefers water').first());
    await button(grace.page, 'Apply').click();
    await expectSeen(grace.page.getByText(/changed this meanwhile/u));
    await button(grace.page, 'Save and Continue').click();
    await expectText(dialog(grace.page), /Mine\s+Prefers coffee.*Theirs\s+Prefers water/su);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ notes: [theirs] });
    await dialog(grace.page).getByRole('radio', { name: 'Theirs' }).check();
    await button(grace.page, 'Save my choices').click();
    await expectGone(grace.page.getByRole('region', { name: 'Unsaved changes' }));
  });

  it('S087 S099 a note a colleague deletes while it is in the dialog does not come back by itself', async () => {
    const user = await stage.addUserWith('Mary', adding('notes', NOTE));
    const id = user.notes?.[0]?.id ?? '';
    await openTab(grace.page, user.id, 'notes');
    await button(grace.page, /Prefers tea/u)
      .first()
      .click();
    await dialog(grace.page).getByLabel('Note', { exact: true }).fill('Prefers coffee');
    await save(stage.api, user, removing('notes', id));
    await expectSeen(grace.page.getByText('There are no notes.'));
    await button(grace.page, 'Apply').click();
    await expectSeen(grace.page.getByText(/deleted this meanwhile/u));
    await button(grace.page, 'Save and Continue').click();
    await expectText(dialog(grace.page), /Mine\s+Prefers coffee.*Theirs\s+deleted/su);
    await dialog(grace.page).getByRole('radio', { name: 'Theirs' }).check();
    await button(grace.page, 'Save my choices').click();
    await expectGone(grace.page.getByRole('region', { name: 'Unsaved changes' }));
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ notes: [] });
  });

  it('S087 S099 a note that was begun is not lost by a press beside the dialog, Escape or Back', async () => {
    const user = await stage.addUser('Mary');
    await openRecord(grace.page, user.id);
    await grace.page.getByRole('tab', { name: /^Notes/u }).click();
    await button(grace.page, 'Add Note').click();
    const note = grace.page.getByLabel('Note', { exact: true });
    await note.fill('Prefers coffee');
    const asked = grace.page.getByRole('alertdialog', { name: 'Discard what you entered?' });
    const leave = [
      () => grace.page.mouse.click(5, 400),
      () => grace.page.keyboard.press('Escape'),
      () =>
        grace.page.evaluate(() => {
          history.back();
        }),
    ];
    for (const go of leave) {
      await go();
      await expectSeen(asked);
      await button(grace.page, 'Keep editing').click();
      await expectGone(asked);
      await expectValue(note, 'Prefers coffee');
    }
    expect(new URL(grace.page.url()).search).toBe('?tab=notes');
    await grace.page.keyboard.press('Escape');
    await asked.getByRole('button', { name: 'Discard' }).click();
    await expectGone(dialog(grace.page));
    // With nothing in it, it closes at once.
    await button(grace.page, 'Add Note').click();
    await expectSeen(note);
    await grace.page.keyboard.press('Escape');
    await expectGone(dialog(grace.page));
  });

  it('S087 a change of a colleague flows into a row nobody edits here', async () => {
    const user = await stage.addUserWith('Mary', adding('phones', PHONE));
    const [phone] = user.phones;
    await openTab(ada.page, user.id, 'contact');
    await save(stage.api, user, changing('phones', phone?.id ?? '', { ...PHONE, number: '+47 99' }));
    await expectText(entry(ada.page, '+47 99'), /changed by .* just now/u);
  });
});
