import type { TableRow } from '../../backend/src/contract/code-tables.js';
import { IdGenerator } from '../../backend/src/settings/id-generator.js';
import { SettingsService } from '../../backend/src/settings/settings.service.js';
import type { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD, startSecondNode, startTestPortal } from '../support/portal.js';
import { adding, save } from '../support/rows.js';
import { readSetting, saveSetting } from '../support/settings.js';

let portal: TestPortal;
let other: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  other = await startSecondNode(portal);
  ada = await portal.signedIn();
});
afterAll(async () => {
  await other.stop();
  await portal.stop();
});

async function table(name: 'user_titles' | 'user_groups' | 'identifier_types'): Promise<TableRow[]> {
  return (await readSetting(ada, name)).value;
}

const title = (code: string): TableRow => ({ code, label: code, enabled: true });

describe('code tables', () => {
  it.each([
    ['user_titles', 'MR'],
    ['user_groups', 'FACULTY'],
    ['job_categories', 'Cataloger'],
    ['identifier_types', 'BARCODE'],
    ['institution_languages', 'en'],
    ['country_codes', 'NOR'],
  ] as const)('S046 S048 S063 S092 %s has the codes the product comes with', async (name, code) => {
    const { value } = await readSetting(ada, name);
    const rows: readonly TableRow[] = value;
    expect(rows.find((row) => row.code === code)).toMatchObject({ enabled: true });
  });

  it('S046 a code that records use may be disabled, not deleted, and the answer says how many', async () => {
    await ada.addUser({ title: 'MISS' });
    await ada.addUser({ title: 'MISS' });
    expect((await ada.get('/api/settings/user_titles/use')).body).toMatchObject({ use: { MISS: 2 } });
    const without = (await table('user_titles')).filter(({ code }) => code !== 'MISS');
    const refused = await saveSetting(ada, 'user_titles', without);
    const error = { path: 'value.MISS', code: 'code.in-use', detail: '2' };
    expect([refused.status, refused.body.errors]).toEqual([422, [error]]);
    const disabled = (await table('user_titles')).map((row) =>
      row.code === 'MISS' ? { ...row, enabled: false } : row,
    );
    expect((await saveSetting(ada, 'user_titles', disabled)).status).toBe(200);
    const free = disabled.filter(({ code }) => code !== 'MRS');
    expect((await saveSetting(ada, 'user_titles', free)).status).toBe(200);
  });

  it('S046 codes are refused twice, in the wrong form, and without a label', async () => {
    const rows = await table('user_titles');
    const at = String(rows.length);
    const refusal = async (row: object): Promise<unknown> =>
      (await saveSetting(ada, 'user_titles', [...rows, row])).body.errors;
    expect(await refusal(title('mr'))).toEqual([{ path: `value.${at}.code`, code: 'code.repeated' }]);
    expect(await refusal({ ...title('X'), label: ' ' })).toEqual([
      { path: `value.${at}.label`, code: 'field.required' },
    ]);
    expect(await refusal(title('<b>'))).toEqual([{ path: `value.${at}.code`, code: 'code.invalid' }]);
    expect(await refusal(title('USERNAME'))).toEqual([{ path: `value.${at}.code`, code: 'code.reserved' }]);
  });

  it('S063 countries are those of ISO 3166-1 by their three letters, and what an institution adds', async () => {
    const { value } = await readSetting(ada, 'country_codes');
    expect(value).toHaveLength(249);
    expect(value.find(({ code }) => code === 'USA')).toEqual({ code: 'USA', label: 'United States', enabled: true });
    const kosovo = { ...title('XKX'), label: 'Kosovo' };
    expect((await saveSetting(ada, 'country_codes', [kosovo, ...value])).status).toBe(200);
    const wrong = await saveSetting(ada, 'country_codes', [title('no'), ...value]);
    expect(wrong.body.errors).toEqual([{ path: 'value.0.code', code: 'code.invalid' }]);
    const address = { lines: ['1 Main Street'], country: 'FJI', types: ['home'] };
    await save(ada, await ada.addUser(), adding('addresses', address));
    const without = value.filter(({ code }) => code !== 'FJI');
    const used = await saveSetting(ada, 'country_codes', without);
    expect(used.body.errors).toEqual([{ path: 'value.FJI', code: 'code.in-use', detail: '1' }]);
  });

  it('S092 rows are mapped to record types', async () => {
    const groups = (await table('user_groups')).map((row) => ({ ...row, recordTypes: ['STAFF', 'PUBLIC'] }));
    expect((await saveSetting(ada, 'user_groups', groups)).status).toBe(200);
    expect((await table('user_groups'))[0]?.recordTypes).toEqual(['PUBLIC', 'STAFF']);
    const none = await saveSetting(
      ada,
      'user_groups',
      groups.map((row) => ({ ...row, recordTypes: [] })),
    );
    expect(none.body.errors?.[0]).toEqual({ path: 'value.0.recordTypes', code: 'field.required' });
  });

  it('S092 identifier types are not for contacts, who have no identifiers', async () => {
    const types = (await table('identifier_types')).map((row) => ({ ...row, recordTypes: ['CONTACT', 'STAFF'] }));
    const refused = await saveSetting(ada, 'identifier_types', types);
    expect(refused.body.errors?.[0]).toEqual({ path: 'value.0.recordTypes', code: 'record-type.not-allowed' });
  });

  it('S113 a type of identifier that another setting names cannot be deleted', async () => {
    await saveSetting(ada, 'photo_identifier_type', 'ISNI');
    const without = (await table('identifier_types')).filter(({ code }) => code !== 'ISNI');
    const refused = await saveSetting(ada, 'identifier_types', without);
    expect(refused.body.errors).toEqual([
      { path: 'value.ISNI', code: 'code.in-setting', detail: 'photo_identifier_type' },
    ]);
  });
});

describe('mandatory fields', () => {
  it('S037 the defaults are first and last name, primary identifier and an e-mail address', async () => {
    const { value } = await readSetting(ada, 'mandatory_fields');
    expect(value.STAFF).toEqual(['firstName', 'lastName', 'primaryId', 'email']);
    expect(value.ORGANIZATION).toEqual(['lastName', 'primaryId', 'email']);
  });

  it('S044 the primary identifier stays mandatory, and contacts have no identifier to ask for', async () => {
    const { value } = await readSetting(ada, 'mandatory_fields');
    const refusal = async (change: object): Promise<unknown> =>
      (await saveSetting(ada, 'mandatory_fields', { ...value, ...change })).body.errors;
    expect(await refusal({ STAFF: ['lastName'] })).toEqual([{ path: 'value.STAFF', code: 'mandatory.primary-id' }]);
    expect(await refusal({ CONTACT: ['primaryId', 'identifier1'] })).toEqual([
      { path: 'value.CONTACT', code: 'mandatory.no-identifier' },
    ]);
    expect(await refusal({ STAFF: ['primaryId', 'shoeSize'] })).toEqual([
      { path: 'value.STAFF.1', code: 'field.unknown' },
    ]);
  });

  it('S055 Identifier 1 can be made mandatory for a record type', async () => {
    const { value } = await readSetting(ada, 'mandatory_fields');
    const saved = await saveSetting(ada, 'mandatory_fields', { ...value, STAFF: [...value.STAFF, 'identifier1'] });
    expect(saved.status).toBe(200);
  });
});

describe('identifier generation', () => {
  it('S097 a prefix and a sequence, which many at once draw from without one number twice', async () => {
    await saveSetting(ada, 'id_generation', { BARCODE: { prefix: 'B-', startAt: 100 } });
    await eventually(() => {
      expect(other.get(SettingsService).get('id_generation')).toHaveProperty('BARCODE');
    });
    const generators = [portal.get(IdGenerator), other.get(IdGenerator)];
    const drawn = await Promise.all(
      Array.from({ length: 60 }, (_, at) => generators[at % 2]?.generate('BARCODE') ?? Promise.resolve(null)),
    );
    expect(new Set(drawn)).toEqual(new Set(Array.from({ length: 60 }, (_, at) => `B-${String(100 + at)}`)));
    expect((await ada.get('/api/settings/id_generation/sequences')).body).toEqual({ next: { BARCODE: 160 } });
  });

  it('S097 the sequence can be raised, and never goes back', async () => {
    const ids = portal.get(IdGenerator);
    await saveSetting(ada, 'id_generation', { BARCODE: { prefix: 'C', startAt: 1 } });
    expect(await ids.generate('BARCODE')).toBe('C160');
    await saveSetting(ada, 'id_generation', { BARCODE: { prefix: 'C', startAt: 5000 } });
    expect([await ids.generate('BARCODE'), await ids.generate('BARCODE')]).toEqual(['C5000', 'C5001']);
  });

  it('S097 a type without a policy is not generated, the primary identifier always is', async () => {
    const ids = portal.get(IdGenerator);
    expect(await ids.generate('ORCID')).toBeNull();
    expect([await ids.generate('USERNAME'), await ids.generate('USERNAME')]).toEqual(['1', '2']);
  });

  it('S097 a policy is for a type that exists', async () => {
    const refused = await saveSetting(ada, 'id_generation', { SHOE_SIZE: { prefix: 'S', startAt: 1 } });
    expect(refused.body.errors).toEqual([
      { path: 'value.SHOE_SIZE', code: 'identifier-type.unknown', detail: 'SHOE_SIZE' },
    ]);
    const fraction = await saveSetting(ada, 'id_generation', { BARCODE: { prefix: 'S', startAt: 1.5 } });
    expect(fraction.body.errors).toEqual([{ path: 'value.BARCODE.startAt', code: 'number.not-a-start' }]);
  });
});

describe('name display', () => {
  it('S024 changes the shown name of whoever is signed in, at once', async () => {
    const name = `Ada-${String(Date.now())}`;
    await portal.addAccount(name);
    const api = portal.client();
    expect(await api.signIn(name, PASSWORD)).toMatchObject({ status: 200 });
    const shown = async (): Promise<string> =>
      (await api.get<{ displayName: string }>('/api/session')).body.displayName;
    expect(await shown()).toBe(`${name} Tester`);
    await saveSetting(ada, 'name_display', { order: 'first-last', inText: 'last-first', middleName: false });
    await eventually(async () => {
      expect(await shown()).toBe(`Tester, ${name}`);
    }, 3000);
  });
});
