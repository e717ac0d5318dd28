import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { OWNERSHIP } from '../../backend/src/contract/ownership.js';
import { type FieldName, FIELD_NAMES, type UserRecord } from '../../backend/src/contract/users.js';
import { aSourceUser, anEmail, anIdentifier, FeedFolder } from '../fixtures/feed.js';
import { synchronise } from '../fixtures/feed-run.js';
import { findBarriers } from '../support/accessibility.js';
import type { Visitor } from '../support/browser.js';
import { button, expectGone, expectSeen, expectText, expectValue, field } from '../support/pages.js';
import { openRecord, saveAndContinue } from '../support/pages.js';
import { readRecord, saveFields } from '../support/records.js';
import { adding, save, setting } from '../support/rows.js';
import { setStage, type Stage } from '../support/stage.js';
import { dialog, entry, openTab } from '../support/tabs.js';

let stage: Stage;
let ada: Visitor;
let grace: Visitor;
let folder: FeedFolder;

setStage(async (opened) => {
  stage = opened;
  ada = await stage.signedIn('Ada');
  grace = await stage.signedIn('Grace');
});
beforeAll(async () => {
  folder = await FeedFolder.create();
});
afterAll(() => folder.remove());

type Source = Parameters<typeof aSourceUser>[1];

/** Runs a feed of one user, and reads what became of the record. */
async function feed(primaryId: string, given: Source = {}): Promise<UserRecord> {
  await synchronise(stage.api, await folder.zip({ 'a.xml': [aSourceUser(primaryId, given)] }));
  const [row] = await stage.portal.query<{ id: string }>('select id from users where primary_id = $1', [primaryId]);
  return readRecord(stage.api, row?.id ?? '');
}

function control(page: Page, name: FieldName): Locator {
  return page.locator(`#field-${name}`);
}

async function isReadOnly(page: Page, name: FieldName): Promise<boolean> {
  return control(page, name).evaluate((element: HTMLInputElement) => element.readOnly || element.disabled);
}

describe('fields', () => {
  it('S077 every field of an internal user can be edited on the page', async () => {
    const user = await stage.addUser('Mary');
    await openRecord(ada.page, user.id);
    for (const name of FIELD_NAMES) expect([name, await isReadOnly(ada.page, name)]).toEqual([name, false]);
  });

  it('S078 of an external user the feed’s fields are read-only and say why, the others can be edited', async () => {
    const user = await feed('locked');
    await openRecord(ada.page, user.id);
    for (const name of FIELD_NAMES) {
      const isFeeds = OWNERSHIP[name] === 'feed';
      expect([name, await isReadOnly(ada.page, name)]).toEqual([name, isFeeds]);
      const reason = ada.page.locator(`#field-${name}-aside`).getByText('Kept by the external system SIS.');
      expect([name, await reason.count()]).toEqual([name, isFeeds ? 1 : 0]);
      const described = (await control(ada.page, name).getAttribute('aria-describedby')) ?? '';
      expect([name, described.includes(`field-${name}-aside`)]).toEqual([name, isFeeds]);
    }
  });
});

describe('a field edited by hand', () => {
  it('S042 B11 says who edited it and what the feed says, survives the feed, and is given back by a press', async () => {
    const user = await feed('marked', { fields: { title: 'DR' } });
    await Promise.all([openRecord(ada.page, user.id), openRecord(grace.page, user.id)]);
    // A person comes to the field before choosing, and leaves it by saving; choosing alone does neither.
    await field(ada.page, 'Title').focus();
    await field(ada.page, 'Title').selectOption('PROF');
    await saveAndContinue(ada.page);
    const mark = grace.page.locator('#field-title-hand');
    await expectText(mark, /Edited by hand on .*\. The feed says: Dr\./u);
    await feed('marked', { fields: { title: 'REV' } });
    await expectText(mark, /The feed says: REV/u);
    await expectValue(field(grace.page, 'Title'), 'PROF');
    expect(await findBarriers(grace.page)).toEqual([]);
    const give = button(grace.page, 'Give back to the feed: Title');
    await give.focus();
    await grace.page.keyboard.press('Enter');
    await expectValue(field(grace.page, 'Title'), 'REV');
    await expectText(mark, /Goes back to the feed with the next save/u);
    await saveAndContinue(grace.page);
    await expectGone(mark);
    await expectValue(field(ada.page, 'Title'), 'REV');
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({ title: 'REV', handEdited: {} });
    await grace.page.getByRole('tab', { name: 'History' }).click();
    await expectText(
      grace.page.getByRole('region', { name: 'History' }),
      /Edited by hand.*Title \(the feed says REV\)/su,
    );
  });

  it('S042 B11 the preferred name goes back to the feed whole', async () => {
    const user = await feed('whole', { fields: { prefFirstName: 'Nan' } });
    await saveFields(stage.api, user, { prefFirstName: 'Nannie', prefLastName: 'D' });
    await openRecord(ada.page, user.id);
    await button(ada.page, 'Give back to the feed: Preferred last name').click();
    await expectValue(field(ada.page, 'Preferred first name'), 'Nan');
    await saveAndContinue(ada.page);
    await expect(readRecord(stage.api, user.id)).resolves.toMatchObject({
      ...{ prefFirstName: 'Nan', prefLastName: 'Drew whole', handEdited: {} },
    });
  });

  it('S041 a main name that the feed changes takes an identical preferred name along, live on the page', async () => {
    const user = await feed('alike', { fields: { prefFirstName: 'Nancy' } });
    await openRecord(ada.page, user.id);
    await feed('alike', { fields: { lastName: 'Hardy' } });
    await expectValue(field(ada.page, 'Last name'), 'Hardy');
    await expectValue(field(ada.page, 'Preferred last name'), 'Hardy');
    await saveFields(stage.api, await readRecord(stage.api, user.id), { prefFirstName: 'Nan' });
    await feed('alike', { fields: { lastName: 'Keene' } });
    await expectValue(field(ada.page, 'Last name'), 'Keene');
    await expectValue(field(ada.page, 'Preferred last name'), 'Hardy');
  });
});

/** How each list is opened, what its button is called, and an external row of it, which a feed could have sent. */
const LISTS = [
  ['addresses', 'contact', 'Add Address', { lines: ['1 Main Street'], types: ['home'] }, '1 Main Street'],
  ['phones', 'contact', 'Add Phone Number', { number: '+47 1', types: ['home'] }, '+47 1'],
  ['emails', 'contact', 'Add Email Address', { address: 'a@example.org', types: ['work'] }, 'a@example.org'],
  ['identifiers', 'identifiers', 'Add Identifier', { type: 'INST_ID', value: 'S088' }, 'S088'],
  ['notes', 'notes', 'Add Note', { type: 'OTHER', text: 'Tea' }, 'Tea'],
] as const;

describe('rows', () => {
  it.each(LISTS)(
    'S088 S079 S091 S103 %s: “Add as external” is for external users; an external row is locked and has its check',
    async (list, tab, add, row, text) => {
      const internal = await stage.addUser('Mary');
      await openTab(ada.page, internal.id, tab);
      await button(ada.page, add).click();
      await expectSeen(dialog(ada.page));
      await expectGone(dialog(ada.page).getByLabel('Add as external'));
      const user = await feed(`rows-${list}`);
      await save(stage.api, user, adding(list, { ...row, external: true }));
      await openTab(ada.page, user.id, tab);
      const added = entry(ada.page, text);
      await expectText(added, /External/u);
      await expectSeen(added.locator('svg.text-success, .text-success svg').first());
      await expectSeen(added.getByText(/Kept by the external system SIS\./u));
      await added.getByRole('button', { name: /^Actions for/u }).click();
      expect(await ada.page.getByRole('menuitem').allInnerTexts()).toEqual(['Duplicate']);
      await ada.page.keyboard.press('Escape');
      await button(ada.page, add).click();
      await expectSeen(dialog(ada.page).getByLabel('Add as external'));
      await ada.page.keyboard.press('Escape');
    },
  );

  it('S089 S090 S103 a feed replaces external rows, leaves internal ones, and takes over an internal identifier', async () => {
    const note = {
      type: 'LIBRARY',
      text: 'Keys lent',
      userViewable: false,
      popup: false,
      createdBy: null,
    } as const;
    const user = await feed('swap', { notes: [note] });
    const own = [
      adding('phones', { number: '+47 internal', types: ['home'] }),
      adding('phones', { number: '+47 external', types: ['home'], external: true }),
      adding('notes', { type: 'OTHER', text: 'Internal note' }),
      adding('notes', { type: 'OTHER', text: 'External note', external: true }),
      adding('identifiers', { type: 'BARCODE', value: 'Taken-Over' }),
    ];
    await save(stage.api, user, ...own);
    await openTab(ada.page, user.id, 'notes');
    await expectText(entry(ada.page, 'External note'), /External/u);
    await feed('swap', {
      emails: [anEmail('next@example.edu')],
      identifiers: [anIdentifier('taken-over')],
      notes: [{ ...note, text: 'Keys are back' }],
    });
    await expectGone(entry(ada.page, 'External note'));
    await expectGone(entry(ada.page, 'Keys lent'));
    await expectSeen(entry(ada.page, 'Keys are back'));
    await expectText(entry(ada.page, 'Internal note'), /Internal/u);
    await ada.page.getByRole('tab', { name: /^Identifiers/u }).click();
    await expectText(entry(ada.page, 'taken-over'), /External/u);
    await ada.page.getByRole('tab', { name: /^Contact/u }).click();
    await expectSeen(entry(ada.page, '+47 internal'));
    await expectGone(entry(ada.page, '+47 external'));
    await expectText(entry(ada.page, 'next@example.edu'), /External/u);
  });
});

describe('the account type', () => {
  it('S080 S081 a record given to the feed is marked SIS_temp until the next synchronisation, live on the page', async () => {
    const user = await stage.addUser('Mary', { primaryId: 'given-away' });
    await save(stage.api, user, setting('accountType', 'EXTERNAL'));
    await openRecord(ada.page, user.id);
    await expectSeen(ada.page.locator('#field-firstName-aside').getByText(/Kept by the external system SIS_temp\./u));
    await feed('given-away');
    await expectSeen(ada.page.locator('#field-firstName-aside').getByText(/Kept by the external system SIS\./u));
    await expectValue(field(ada.page, 'First name'), 'Nancy');
  });
});
