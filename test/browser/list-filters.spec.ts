import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { ROLE } from '../../backend/src/contract/permissions.js';
import { aSourceUser, FeedFolder } from '../fixtures/feed.js';
import { synchronise } from '../fixtures/feed-run.js';
import { eventually } from '../support/eventually.js';
import {
  button,
  choose,
  expectGone,
  expectSeen,
  expectText,
  expectUrl,
  expectValue,
  openList,
} from '../support/pages.js';
import { setStage, type Stage } from '../support/stage.js';

// By the name that is shown, so that "Greig, Preferred" comes before every Somerville.
const EVERYONE = ['Preferred', 'Active', 'Expired', 'Fed', 'Inactive', 'Ldap'];

let stage: Stage;
let page: Page;

setStage(async (opened) => {
  stage = opened;
  await stage.addUser('Active');
  await stage.addUser('Expired', { expiryDate: '2020-01-31' });
  await stage.addUser('Inactive', { status: 'INACTIVE', recordType: 'CONTACT' });
  await stage.addUser('Preferred', { prefLastName: 'Greig' });
  await stage.addUser('Ldap', { accountType: 'INTEXTAUTH' });
  const folder = await FeedFolder.create();
  const fed = aSourceUser('FED-1', { fields: { firstName: 'Fed', lastName: 'Somerville' }, isResearcher: true });
  await synchronise(stage.api, await folder.zip({ 'a.xml': [fed] }));
  await folder.remove();
  await stage.portal.addAccount('Observer', [ROLE.researchObserver]);
  ({ page } = await stage.signedIn('Ada'));
});

/** Exactly these first names are in the list, in its order. */
function expectListed(where: Page, ...wanted: string[]): Promise<void> {
  return eventually(async () => {
    const shown = await where.locator('tr[data-user] td:first-child a:first-child').allInnerTexts();
    expect(shown.map((name) => name.split(', ')[1])).toEqual(wanted);
  }, 20_000);
}

function chips(where: Page): ReturnType<Page['getByRole']> {
  return where.getByRole('list', { name: 'Filters' });
}

describe('filters of the list', () => {
  it('S012 by account type, kept in the address, shown as a chip, and Back takes it off', async () => {
    await openList(page, { q: 'Somerville' });
    await choose(page, 'Account type', 'External');
    await expectUrl(page, '/users?tab=users&q=Somerville&accountType=EXTERNAL');
    await expectListed(page, 'Fed');
    await expectText(chips(page), /Account type: External/u);
    await choose(page, 'Account type', 'Internal with external authentication');
    await expectListed(page, 'Ldap');
    await page.goBack();
    await expectListed(page, 'Fed');
    await page.goBack();
    await expectListed(page, ...EVERYONE);
    await expectUrl(page, '/users?tab=users&q=Somerville');
    await page.goForward();
    await expectListed(page, 'Fed');
    await button(page, 'Remove filter Account type: External').click();
    await expectUrl(page, '/users?tab=users&q=Somerville');
    await expectListed(page, ...EVERYONE);
  });

  it('S013 by status, from the active flag and the expiry date', async () => {
    await openList(page, { q: 'Somerville' });
    await choose(page, 'Status', 'Active and not expired');
    await expectListed(page, 'Preferred', 'Active', 'Fed', 'Ldap');
    await choose(page, 'Status', 'Not active or expired');
    await expectListed(page, 'Expired', 'Inactive');
    await expectText(chips(page), /Status: Not active or expired/u);
  });

  it('S011 by role', async () => {
    await openList(page);
    await choose(page, 'Role', 'Research Observer');
    await expectListed(page, 'Observer');
    await expectUrl(page, '/users?tab=users&role=9001');
  });

  it('S016 S019 by record type and researcher, together, and all are cleared at once', async () => {
    await openList(page, { q: 'Somerville' });
    await choose(page, 'Record type', 'Contact');
    await expectListed(page, 'Inactive');
    await choose(page, 'Researcher', 'Researchers');
    await expectSeen(page.getByRole('heading', { name: 'Nothing found' }));
    await button(page, 'Clear search and filters').click();
    await expectUrl(page, '/users?tab=users');
    await expectGone(chips(page));
  });

  it('S011 S012 S013 shows the same to somebody else who opens the address', async () => {
    await openList(page, { q: 'Somerville' });
    await choose(page, 'Account type', 'Internal');
    await choose(page, 'Status', 'Active and not expired');
    await expectListed(page, 'Preferred', 'Active');
    const grace = await stage.signedIn('Grace');
    await grace.page.goto(page.url());
    await expectListed(grace.page, 'Preferred', 'Active');
    await expectText(chips(grace.page), /“Somerville”[\s\S]*Account type: Internal[\s\S]*Status: Active and not/u);
    expect(await grace.page.getByLabel('Search', { exact: true }).inputValue()).toBe('Somerville');
  });
});

describe('the search of the list', () => {
  it('S010 finds by last name or preferred last name while it is typed, as one step back', async () => {
    await page.goto('/dashboard');
    await openList(page);
    await choose(page, 'Search in', 'Last name');
    await expectUrl(page, '/users?tab=users&by=lastName');
    await page.getByLabel('Search', { exact: true }).pressSequentially('Greig');
    await expectListed(page, 'Preferred');
    await page.getByLabel('Search', { exact: true }).fill('Somerv');
    await expectListed(page, ...EVERYONE);
    await page.goBack();
    await expectUrl(page, '/users?tab=users&by=lastName');
    await expectValue(page.getByLabel('Search', { exact: true }), '');
  });

  it('S008 S009 finds by a whole e-mail address or identifier, and says so when a part finds nobody', async () => {
    await openList(page, { by: 'identifier' });
    const box = page.getByLabel('Search', { exact: true });
    await box.fill('fed-1');
    await expectListed(page, 'Fed');
    await box.fill('fed');
    await expectSeen(page.getByText('E-mail and identifier must be entered whole.'));
    await choose(page, 'Search in', 'E-mail');
    await box.fill('FED-1@example.edu');
    await expectListed(page, 'Fed');
  });
});
