import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { UserRecord } from '../../backend/src/contract/users.js';
import { eventually } from '../support/eventually.js';
import { button, choose, expectGone, expectSeen, expectText, expectUrl, expectValue } from '../support/pages.js';
import { field, isLive, saveAndContinue } from '../support/pages.js';
import { listPage, readRecord } from '../support/records.js';
import { readSetting, saveSetting } from '../support/settings.js';
import { setStage, type Stage } from '../support/stage.js';

let stage: Stage;
let page: Page;
let summary: Locator;

setStage(async (opened) => {
  stage = opened;
  ({ page } = await stage.signedIn('Ada'));
  summary = page.getByRole('alert');
});

beforeEach(async () => {
  await page.goto('/users/new');
  await expectSeen(page.getByRole('form', { name: 'Quick User Management' }));
  await isLive(page);
});

async function fill(values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values)) await field(page, label).fill(value);
}

function person(primaryId: string): Record<string, string> {
  return {
    'First name': 'Caroline',
    'Last name': 'Herschel',
    'Primary identifier': primaryId,
    'Email address': `${primaryId}@example.org`,
  };
}

async function stored(primaryId: string): Promise<UserRecord> {
  const { rows } = await listPage(stage.api, { q: primaryId, by: 'identifier' });
  return readRecord(stage.api, rows[0]?.id ?? '');
}

async function saved(primaryId: string): Promise<UserRecord> {
  await button(page, 'Save and Continue').click();
  await expectText(page.getByRole('heading', { level: 1 }), /Herschel/u);
  return stored(primaryId);
}

async function isRequired(label: string): Promise<boolean> {
  return (await field(page, label).getAttribute('aria-required')) === 'true';
}

async function offered(label: string): Promise<string[]> {
  return field(page, label).getByRole('option').allInnerTexts();
}

async function makeMandatory(...more: string[]): Promise<void> {
  const { value } = await readSetting(stage.api, 'mandatory_fields');
  const base = ['firstName', 'lastName', 'primaryId', 'email'];
  await saveSetting(stage.api, 'mandatory_fields', { ...value, STAFF: [...base, ...more] });
}

describe('fields of Quick User Management', () => {
  it('S037 asks for what the institution made mandatory for the record type, as soon as it is set', async () => {
    expect(await isRequired('Middle name')).toBe(false);
    await makeMandatory('middleName', 'phone', 'address');
    for (const label of ['Middle name', 'Phone number', 'Street address, line 1']) {
      await eventually(async () => {
        expect([label, await isRequired(label)]).toEqual([label, true]);
      });
    }
    await fill(person('mandatory-1'));
    await button(page, 'Save').click();
    await expectText(summary, /3 fields must be corrected/u);
    await expectText(summary, /Phone number: This must be filled in/u);
    await field(page, 'Record type').selectOption({ label: 'Public' });
    expect(await isRequired('Middle name')).toBe(false);
    expect(await isRequired('First name')).toBe(true);
    await makeMandatory();
  });

  it('S046 S048 offers the titles, groups, job categories and languages the institution has enabled', async () => {
    expect(await offered('Title')).toEqual(['Not stated', 'Mr.', 'Mrs.', 'Ms.', 'Miss', 'Dr.', 'Prof.']);
    expect(await offered('Preferred language')).toEqual(['Not stated', 'English', 'German', 'French', 'Spanish']);
    const { value } = await readSetting(stage.api, 'user_titles');
    await saveSetting(stage.api, 'user_titles', [...value, { code: 'REV', label: 'Rev.', enabled: true }]);
    await eventually(async () => {
      expect(await offered('Title')).toContain('Rev.');
    });
    await fill(person('codes-1'));
    await field(page, 'Title').selectOption({ label: 'Rev.' });
    await field(page, 'User group').selectOption({ label: 'Faculty' });
    await field(page, 'Job category').selectOption({ label: 'Cataloger' });
    await field(page, 'Preferred language').selectOption({ label: 'German' });
    expect(await saved('codes-1')).toMatchObject({
      ...{ title: 'REV', userGroup: 'FACULTY', jobCategory: 'Cataloger', preferredLanguage: 'de' },
    });
    await field(page, 'Title').selectOption({ label: 'Dr.' });
    await saveAndContinue(page);
    await page.getByRole('tab', { name: 'History' }).click();
    await expectText(page.getByRole('region', { name: 'History' }), /Title\s+Before:\s+Rev\.\s+After:\s+Dr\./u);
  });

  it('S048 a language that is no longer enabled stays with whoever has it, and is not offered to others', async () => {
    const user = await stage.addUser('Lingua', { preferredLanguage: 'es' });
    const { value } = await readSetting(stage.api, 'institution_languages');
    const without = value.map((row) => (row.code === 'es' ? { ...row, enabled: false } : row));
    await saveSetting(stage.api, 'institution_languages', without);
    await eventually(async () => {
      expect(await offered('Preferred language')).not.toContain('Spanish');
    });
    await page.goto(`/users/${user.id}`);
    await expectValue(field(page, 'Preferred language'), 'es');
    expect(await offered('Preferred language')).toContain('Spanish');
    await saveSetting(stage.api, 'institution_languages', value);
  });

  it('S044 S097 generates a primary identifier that nobody has', async () => {
    await saveSetting(stage.api, 'id_generation', { USERNAME: { prefix: 'P', startAt: 700 } });
    await stage.addUser('Has', { primaryId: 'p700' });
    await button(page, 'Generate the primary identifier').click();
    await expectValue(field(page, 'Primary identifier'), 'P701');
    await fill({ ...person('generated'), 'Primary identifier': 'P701' });
    expect(await saved('P701')).toMatchObject({ lastName: 'Herschel' });
  });

  it('S049 S050 has no status when adding; when editing there is one, dated by its last change', async () => {
    await expectGone(field(page, 'Status'));
    await expectGone(field(page, 'Status date'));
    await fill(person('status-1'));
    const { id } = await saved('status-1');
    await stage.portal.query(`update users set status_date = '2020-02-29', version = version + 1 where id = $1`, [id]);
    await page.reload();
    await expectValue(field(page, 'Status date'), 'Feb 29, 2020');
    expect(await field(page, 'Status date').getAttribute('readonly')).toBe('');
    await field(page, 'Status').selectOption({ label: 'Inactive' });
    await saveAndContinue(page);
    const { statusDate } = await readRecord(stage.api, id);
    expect(statusDate > '2020-02-29').toBe(true);
  });

  it('S055 asks for an identifier, type and value, only where Identifier 1 is mandatory', async () => {
    const section = page.getByRole('group', { name: 'User Identifier' });
    await expectGone(section);
    await makeMandatory('identifier1');
    await saveSetting(stage.api, 'id_generation', { BARCODE: { prefix: 'B', startAt: 1 } });
    await expectSeen(section);
    await fill(person('identified-1'));
    await button(page, 'Save').click();
    await expectText(summary, /Identifier type: This must be filled in/u);
    await expectText(summary, /Identifier value: This must be filled in/u);
    await expectText(section, /Choose a type first/u);
    await choose(page, 'Identifier type', 'ORCID');
    await expectText(section, /The settings generate no identifiers of type ORCID/u);
    expect(await section.getByRole('button', { name: 'Generate' }).isDisabled()).toBe(true);
    await choose(page, 'Identifier type', 'Barcode');
    await section.getByRole('button', { name: 'Generate' }).click();
    await expectValue(field(page, 'Identifier value'), 'B1');
    await field(page, 'Record type').selectOption({ label: 'Public' });
    await expectGone(section);
    await field(page, 'Record type').selectOption({ label: 'Staff' });
    expect((await saved('identified-1')).identifiers).toMatchObject([{ type: 'BARCODE', value: 'B1' }]);
    await makeMandatory();
  });

  it('S060 S062 S063 S066 takes an e-mail address, a phone number and an address, of types the record type has', async () => {
    await field(page, 'Record type').selectOption({ label: 'Contact' });
    await choose(page, 'Phone type', 'Claim phone');
    await field(page, 'Record type').selectOption({ label: 'Public' });
    await expectSeen(field(page, 'Phone type: Home'));
    await choose(page, 'Address type', 'School');
    await choose(page, 'Email type', 'School');
    await fill({
      ...person('contacts-1'),
      ...{ 'Phone number': '+47 55', 'Street address, line 1': '1 Main Street', 'Street address, line 2': 'Flat 2' },
      ...{ City: 'Oslo', 'Postal code': '0150', Country: 'NOR', 'Start date': '2026-01-31', 'End date': '2026-01-01' },
    });
    await button(page, 'Save').click();
    await expectText(summary, /End date: The end date lies before the start date/u);
    await fill({ 'End date': '2027-01-31' });
    const record = await saved('contacts-1');
    expect(record.emails).toMatchObject([{ types: ['school'], preferred: true }]);
    expect(record.phones).toMatchObject([{ number: '+47 55', types: ['home'], preferred: true }]);
    expect(record.addresses).toMatchObject([
      {
        ...{ lines: ['1 Main Street', 'Flat 2'], city: 'Oslo', postalCode: '0150', country: 'NOR', types: ['school'] },
        ...{ startDate: '2026-01-31', endDate: '2027-01-31', preferred: true },
      },
    ]);
  });
});

describe('somebody who looks like an existing user', () => {
  it('S058 is warned of, can be looked at, and can be added all the same', async () => {
    const first = { firstName: 'Élodie', lastName: 'Durand', primaryId: 'elodie-1', birthDate: '1999-12-31' };
    const known = await stage.api.addUser(first);
    await fill({ ...person('elodie-2'), 'First name': 'Elodie', 'Last name': 'DURAND', 'Birth date': '1999-12-31' });
    await button(page, 'Save and Continue').click();
    const warning = page.getByRole('dialog', { name: 'There is a user with these names and this birth date' });
    await expectText(warning, /Durand, Élodie[\s\S]*elodie-1 · Public\s+· Birth date Dec 31, 1999/u);
    const link = warning.getByRole('link');
    expect([await link.getAttribute('href'), await link.getAttribute('target')]).toEqual([
      `/users/${known.id}`,
      '_blank',
    ]);
    await warning.getByRole('button', { name: 'Back to the form' }).click();
    await expectGone(warning);
    await expectValue(field(page, 'Last name'), 'DURAND');
    expect((await listPage(stage.api, { q: 'elodie-2', by: 'identifier' })).rows).toEqual([]);
    await button(page, 'Save and Continue').click();
    await warning.getByRole('button', { name: 'Add anyway' }).click();
    await expectText(page.getByRole('heading', { level: 1 }), 'DURAND, Elodie');
    expect(await stored('elodie-2')).toMatchObject({ birthDate: '1999-12-31' });
  });

  it('S056 S058 the second Save of the warning returns to the list as the first one would', async () => {
    await fill({ ...person('elodie-3'), 'First name': 'Elodie', 'Last name': 'Durand', 'Birth date': '1999-12-31' });
    await button(page, 'Save').click();
    await expectText(page.getByRole('dialog'), /There are 2 users with these names and this birth date/u);
    await button(page, 'Add anyway').click();
    await expectUrl(page, '/users');
    expect(await stored('elodie-3')).toMatchObject({ lastName: 'Durand' });
  });
});
