import { ROLE } from '../../backend/src/contract/permissions.js';
import { SETTING_NAMES } from '../../backend/src/contract/settings.js';
import type { TableRow } from '../../backend/src/contract/code-tables.js';
import { SettingsService } from '../../backend/src/settings/settings.service.js';
import type { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { hear } from '../support/live.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD, startSecondNode, startTestPortal } from '../support/portal.js';
import { readSetting, readSettings, saveSetting, settingHistory } from '../support/settings.js';

let portal: TestPortal;
let other: TestPortal;
let ada: ApiClient;
let grace: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  other = await startSecondNode(portal);
  ada = await portal.signedIn();
  grace = await portal.signedIn();
});
afterAll(async () => {
  await other.stop();
  await portal.stop();
});

async function titles(): Promise<TableRow[]> {
  return (await readSetting(ada, 'user_titles')).value;
}

const title = (code: string): TableRow => ({ code, label: code, enabled: true });

describe('who may', () => {
  it('S124 the User Administrator and the General System Administrator read and change', async () => {
    for (const role of [ROLE.userAdministrator, ROLE.generalSystemAdministrator]) {
      const api = await portal.signedIn([role]);
      expect(Object.keys(await readSettings(api)).sort()).toEqual([...SETTING_NAMES].sort());
      expect((await saveSetting(api, 'email_regex_display', `by ${role}`)).status).toBe(200);
      expect((await api.get('/api/settings/email_regex_display/history')).status).toBe(200);
    }
  });

  it('S001 S124 who only works with users reads, and nobody else does', async () => {
    for (const role of [ROLE.userManager, ROLE.researchObserver]) {
      const api = await portal.signedIn([role]);
      await readSettings(api);
      expect((await saveSetting(api, 'photo_suffix', 'gif')).body).toMatchObject({
        status: 403,
        code: 'permission.denied',
      });
      expect((await api.get('/api/settings/photo_suffix/history')).status).toBe(403);
      expect((await api.post('/api/settings/try-pattern', { pattern: 'a', value: 'a' })).status).toBe(403);
    }
    expect((await (await portal.signedIn([ROLE.patron])).get('/api/settings')).status).toBe(403);
    expect((await portal.client().get('/api/settings')).status).toBe(401);
  });

  it('S124 a name that is no setting does not exist', async () => {
    for (const name of ['shoe_size', '__proto__', 'constructor']) {
      const answer = await ada.request('PUT', `/api/settings/${name}`, { baseVersion: 0, value: 1 });
      expect(answer.status).toBe(404);
    }
  });
});

describe('F63 patterns made to hang', () => {
  it('F63 (a+)+$ is harmless', async () => {
    expect((await saveSetting(ada, 'primary_identifier_regex', '(a+)+$')).status).toBe(200);
    const begin = performance.now();
    const tried = await ada.post('/api/settings/try-pattern', { pattern: '(a+)+$', value: `${'a'.repeat(999)}!` });
    expect(tried.body).toEqual({ matches: false, code: null, detail: null });
    expect(performance.now() - begin).toBeLessThan(1000);
    await saveSetting(ada, 'primary_identifier_regex', null);
  });

  it('F63 a megabyte is refused, just below it and above it', async () => {
    const { version } = await readSetting(ada, 'email_regex');
    const below = await saveSetting(ada, 'email_regex', 'a'.repeat(1_000_000), version);
    expect(below.body).toMatchObject({ status: 422, errors: [{ path: 'value', code: 'text.too-long' }] });
    expect((await saveSetting(ada, 'email_regex', 'a'.repeat(1_100_000), version)).status).toBe(413);
  });

  it('F63 an invalid pattern is refused with the reason', async () => {
    const answer = await saveSetting(ada, 'phone_regex', '[0-9');
    const error = { path: 'value', code: 'pattern.invalid', detail: 'missing closing ]: `[0-9`' };
    expect([answer.status, answer.body.errors]).toEqual([422, [error]]);
    const tried = await ada.post('/api/settings/try-pattern', { pattern: '[0-9', value: '1' });
    expect(tried.body).toEqual({ matches: false, code: error.code, detail: error.detail });
  });
});

describe('two administrators', () => {
  it('B04 S124 one value: the second save gets both, by whom and when, and nothing is overwritten', async () => {
    const { version } = await readSetting(ada, 'from_address');
    const first = await saveSetting(ada, 'from_address', 'ada@example.org', version);
    const second = await saveSetting(grace, 'from_address', 'grace@example.org', version);
    expect([second.status, second.body]).toMatchObject([
      409,
      {
        code: 'record.conflict',
        version: first.body.version,
        conflicts: [
          {
            field: 'from_address',
            base: null,
            mine: 'grace@example.org',
            theirs: 'ada@example.org',
            by: first.body.updatedBy,
            at: first.body.updatedAt,
          },
        ],
      },
    ]);
    expect((await readSetting(grace, 'from_address')).value).toBe('ada@example.org');
    const knowingly = await saveSetting(grace, 'from_address', 'grace@example.org', first.body.version);
    expect(knowingly.body).toMatchObject({ value: 'grace@example.org', version: first.body.version + 1 });
  });

  it('B04 S124 twenty rows added at the same moment are all there', async () => {
    const before = await readSetting(ada, 'user_titles');
    const codes = Array.from({ length: 20 }, (_, at) => `T${String(at)}`);
    const answers = await Promise.all(
      codes.map((code, at) =>
        saveSetting(at % 2 === 0 ? ada : grace, 'user_titles', [...before.value, title(code)], before.version),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const after = (await titles()).map(({ code }) => code);
    expect(after.slice(before.value.length).sort()).toEqual([...codes].sort());
    expect(await settingHistory(ada, 'user_titles')).toHaveLength(20);
  });

  it('B04 S124 one row changed differently is a conflict of that row alone', async () => {
    const { value, version } = await readSetting(ada, 'user_titles');
    const relabelled = (label: string): TableRow[] => value.map((row) => (row.code === 'DR' ? { ...row, label } : row));
    await saveSetting(ada, 'user_titles', relabelled('Doctor'), version);
    const second = await saveSetting(grace, 'user_titles', [...relabelled('Dr'), title('REV')], version);
    const conflict = {
      field: 'user_titles.DR',
      base: { label: 'Dr.' },
      mine: { label: 'Dr' },
      theirs: { label: 'Doctor' },
    };
    expect([second.status, second.body.conflicts]).toMatchObject([409, [conflict]]);
    expect((await titles()).some(({ code }) => code === 'REV')).toBe(false);
  });

  it('B04 S037 mandatory fields of two record types, changed at once, are both kept', async () => {
    const { value, version } = await readSetting(ada, 'mandatory_fields');
    await saveSetting(ada, 'mandatory_fields', { ...value, STAFF: [...value.STAFF, 'userGroup'] }, version);
    const second = await saveSetting(
      grace,
      'mandatory_fields',
      { ...value, PUBLIC: [...value.PUBLIC, 'birthDate'] },
      version,
    );
    expect(second.body.value).toMatchObject({
      STAFF: ['firstName', 'lastName', 'primaryId', 'email', 'userGroup'],
      PUBLIC: ['firstName', 'lastName', 'primaryId', 'email', 'birthDate'],
    });
  });

  it('B04 a version that is yet to come is refused', async () => {
    expect((await saveSetting(ada, 'photo_suffix', 'gif', 99)).body).toMatchObject({
      status: 409,
      code: 'record.base-unknown',
      version: 0,
    });
  });
});

describe('live', () => {
  it('S124 everybody signed in is told which settings changed, on every node', async () => {
    const observer = `observer-${String(Date.now())}`;
    await portal.addAccount(observer, [ROLE.researchObserver]);
    const api = other.client();
    await api.signIn(observer, PASSWORD);
    const heard = hear(await api.connect(), 'settings');
    await saveSetting(ada, 'photo_suffix', 'webp');
    await eventually(() => {
      expect(heard).toEqual([{ names: ['photo_suffix'] }]);
    });
    api.close();
  });

  it('S124 a node that missed the bell finds out by itself within two seconds', async () => {
    await portal.query(
      `insert into setting (name, value, version, updated_by) values ('address_line5_regex', '"x"', 1, 'test')`,
    );
    await eventually(() => {
      expect(portal.get(SettingsService).get('address_line5_regex')).toBe('x');
    }, 3000);
  });

  it('S124 a value this version cannot read leaves the default in force', async () => {
    await portal.query(
      `insert into setting (name, value, version, updated_by) values ('disable_from_address', '"maybe"', 1, 'test')`,
    );
    await eventually(() => {
      expect(portal.get(SettingsService).current().disable_from_address).toMatchObject({ value: false, version: 1 });
    }, 3000);
  });
});
