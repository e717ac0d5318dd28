import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { Visitor } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { button, expectGone, expectSeen, expectText, expectValue, field, openList } from '../support/pages.js';
import { openRecord, row, saveAndContinue } from '../support/pages.js';
import { setStage, type Stage } from '../support/stage.js';

const GONE_MS = 15_000;

let stage: Stage;
let ada: Visitor;
let grace: Visitor;
let mary: UserRecord;
let here: Locator;

setStage(async (opened) => {
  stage = opened;
  mary = await stage.addUser('Mary');
  ada = await stage.signedIn('Ada');
  grace = await stage.signedIn('Grace');
  here = grace.page.getByRole('list', { name: 'Here now' }).getByRole('listitem');
});

function isReadOnly(page: Visitor['page'], label: string, wanted: boolean): Promise<void> {
  return eventually(async () => {
    expect(await field(page, label).getAttribute('readonly')).toBe(wanted ? '' : null);
  }, 20_000);
}

describe('who is on a record', () => {
  beforeEach(async () => {
    await Promise.all([openRecord(ada.page, mary.id), openRecord(grace.page, mary.id)]);
  });

  it('B01 shows on the record, and goes when they leave', async () => {
    await expectText(here, /Ada Tester is looking at this record/u);
    await ada.page.getByRole('link', { name: 'Dashboard' }).click();
    await expectGone(here);
  });

  it('B01 shows on the row of the list', async () => {
    await openList(grace.page);
    const avatar = row(grace.page, mary.id).getByRole('img', { name: 'Has this record open: Ada Tester' });
    await expectSeen(avatar);
    await ada.page.getByRole('link', { name: 'Dashboard' }).click();
    await expectGone(avatar);
  });

  it('B02 shows who is in which field, and locks it for others until they leave it', async () => {
    await field(ada.page, 'Job description').focus();
    await expectText(here, /Ada Tester is editing Job description/u);
    await expectSeen(grace.page.getByText('Ada Tester is editing this field'));
    await isReadOnly(grace.page, 'Job description', true);
    await isReadOnly(grace.page, 'Campus', false);
    await field(ada.page, 'Campus').focus();
    await isReadOnly(grace.page, 'Job description', false);
    await isReadOnly(grace.page, 'Campus', true);
    await field(ada.page, 'Campus').blur();
    await isReadOnly(grace.page, 'Campus', false);
  });

  it('B02 lets somebody edit anyway, and both are told', async () => {
    await field(ada.page, 'Job description').focus();
    await button(grace.page, 'Edit anyway: Job description').click();
    await isReadOnly(grace.page, 'Job description', false);
    await eventually(async () => {
      expect(await field(grace.page, 'Job description').evaluate((input) => input === document.activeElement)).toBe(
        true,
      );
    });
    await grace.page.keyboard.type('Dr');
    await expectSeen(ada.page.getByText('Grace Tester is editing this field'));
    await saveAndContinue(grace.page);
    await expectValue(field(ada.page, 'Job description'), 'Dr');
  });

  it('F44 B01 shows one person in several tabs once', async () => {
    const second = await ada.context.newPage();
    const third = await ada.context.newPage();
    await Promise.all([openRecord(second, mary.id), openRecord(third, mary.id)]);
    await field(second, 'Campus').focus();
    await expectText(here, /Ada Tester is editing Campus/u);
    expect(await here.count()).toBe(1);
    await expectText(second.getByRole('list', { name: 'Here now' }), /You, in another tab/u);
    await Promise.all([second.close(), third.close()]);
    await expectText(here, /Ada Tester is looking at this record/u);
    expect(await here.count()).toBe(1);
  });

  it('F41 F44 frees field and record of a browser that crashed', async () => {
    await field(ada.page, 'Job description').focus();
    await isReadOnly(grace.page, 'Job description', true);
    const crashed = Date.now();
    await ada.page.goto('chrome://crash').catch(() => undefined);
    await expectGone(here);
    expect(Date.now() - crashed).toBeLessThan(GONE_MS);
    await isReadOnly(grace.page, 'Job description', false);
  });
});
