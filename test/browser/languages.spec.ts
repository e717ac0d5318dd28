import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { Visitor } from '../support/browser.js';
import { button, expectGone, expectSeen, expectText, expectUrl, field } from '../support/pages.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;
let mary: UserRecord;

setStage(async (opened) => {
  stage = opened;
  mary = await stage.addUser('Mary', { recordType: 'STAFF', birthDate: '1980-12-26', expiryDate: '2031-03-01' });
  await stage.portal.addAccount('Ada');
});

function expectLanguage(page: Page, code: string): Promise<void> {
  return expectSeen(page.locator(`html[lang=${code}][dir=ltr]`));
}

async function chooseGerman(page: Page): Promise<void> {
  await button(page, 'Language: English').click();
  await page.getByRole('menuitemcheckbox', { name: 'Deutsch' }).click();
  await expectSeen(button(page, 'Sprache: Deutsch'));
}

async function openTab(page: Page, name: string | RegExp): Promise<Locator> {
  await page.getByRole('tab', { name }).click();
  return page.getByRole('tabpanel');
}

describe.each(['America/Los_Angeles', 'Pacific/Kiritimati'])('in German, read in %s', (timezoneId) => {
  let visitor: Visitor;
  let page: Page;

  it('is chosen on the sign-in page, and stays after a reload', async () => {
    visitor = await stage.visitor(stage.portal.url, { timezoneId });
    ({ page } = visitor);
    await expectLanguage(page, 'en');
    await chooseGerman(page);
    await page.reload();
    await expectSeen(page.getByLabel('Benutzername'));
    await expectLanguage(page, 'de');
    expect(await page.title()).toBe('Anmelden · Rollcall');
    await visitor.signIn('Ada');
    await expectSeen(page.getByRole('heading', { name: 'Übersicht' }));
  });

  it('names the list, and shows an expiration on its day', async () => {
    await page.goto('/users?tab=users&q=Mary&columns=name,expiryDate');
    const table = page.getByRole('table', { name: 'Benutzer' });
    await expectText(table, /Ablaufdatum[\s\S]*Somerville, Mary[\s\S]*01\.03\.2031/u);
    await expectSeen(page.getByRole('link', { name: 'Benutzer anlegen' }));
  });

  it('names the tabs of a record, and shows a birth date on its day', async () => {
    await page.goto(`/users/${mary.id}`);
    await expectSeen(page.getByRole('form', { name: 'Allgemeine Angaben' }));
    expect(await field(page, 'Geburtsdatum').inputValue()).toBe('1980-12-26');
    await expectText(await openTab(page, /^Kontaktdaten/u), /E-Mail-Adressen/u);
    await expectText(await openTab(page, /^Kennungen/u), /Es gibt keine zusätzlichen Kennungen/u);
    await expectText(await openTab(page, /^Notizen/u), /Es gibt keine Notizen/u);
    await expectText(await openTab(page, /^Rollen/u), /Rolle hinzufügen/u);
    const history = await openTab(page, 'Verlauf');
    await expectText(history, /hat den Datensatz angelegt[\s\S]*Geburtsdatum\s+26\.12\.1980/u);
    await expectText(history, /Ablaufdatum\s+01\.03\.2031/u);
  });

  it('names the settings', async () => {
    await page.goto('/settings');
    await expectSeen(page.getByRole('heading', { name: 'Einstellungen', exact: true }));
    await expectText(page.getByRole('main'), /Form der primären Kennung/u);
    await expectLanguage(page, 'de');
    await visitor.context.close();
  });
});

describe('the language of a page', () => {
  it('is the browser’s on the first visit, and declared before the first word', async () => {
    const { context } = await stage.visitor(stage.portal.url, { locale: 'de-AT' });
    const page = await context.newPage();
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (
          (document.body as HTMLElement | null)?.innerText.trim() === undefined ||
          document.body.innerText.trim() === ''
        )
          return;
        document.documentElement.dataset.first = document.documentElement.lang;
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto('/login');
    await expectSeen(page.locator('html[data-first=de]'));
    await expectSeen(button(page, 'Sprache: Deutsch'));
  });

  it('is English where the browser has none of ours', async () => {
    const { page } = await stage.visitor(stage.portal.url, { locale: 'fr-FR' });
    await expectLanguage(page, 'en');
  });

  it('is chosen in the account menu; unsaved edits are asked about, and one page never mixes two', async () => {
    const visitor = await stage.visitor();
    const { page } = visitor;
    await visitor.signIn('Ada');
    await page.goto(`/users/${mary.id}`);
    await field(page, 'Campus').fill('North');
    const choose = async (answer: 'accept' | 'dismiss'): Promise<string> => {
      await page.getByRole('button', { name: /^(Account of|Konto von)/u }).click();
      // The page stands still until it is answered, the click with it.
      const asked = page.waitForEvent('dialog').then(async (dialog) => {
        await dialog[answer]();
        return dialog.type();
      });
      await page.getByRole('menuitemcheckbox', { name: 'Deutsch' }).click();
      return asked;
    };
    expect(await choose('dismiss')).toBe('beforeunload');
    await expectGone(page.getByRole('menu'));
    expect(await field(page, 'Campus').inputValue()).toBe('North');
    await page.getByRole('tab', { name: /^Notes/u }).click();
    await expectText(page.getByRole('tabpanel'), /There are no notes/u);
    await expectLanguage(page, 'en');
    expect(await choose('accept')).toBe('beforeunload');
    await expectText(page.getByRole('tabpanel'), /Es gibt keine Notizen/u);
    await expectUrl(page, `/users/${mary.id}?tab=notes`);
  });
});
