import type { SettingName } from '../../backend/src/contract/settings.js';
import { SettingsService } from '../../backend/src/settings/settings.service.js';
import type { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import type { TestPortal } from '../support/portal.js';
import { startSecondNode, startTestPortal } from '../support/portal.js';
import { readSetting, saveSetting, settingHistory } from '../support/settings.js';

let portal: TestPortal;
let other: TestPortal;
let ada: ApiClient;
let grace: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  other = await startSecondNode(portal);
  ada = await portal.signedIn();
  grace = other.client();
  grace.cookie = ada.cookie;
});
afterAll(async () => {
  await other.stop();
  await portal.stop();
});

interface Case {
  name: SettingName;
  initial: unknown;
  good: unknown;
  /** Refused values with the code that says why. */
  bad: [value: unknown, code: string][];
}

const PATTERN: Omit<Case, 'name'> = {
  initial: null,
  good: '[A-Z]{2}\\d{4,}',
  bad: [
    ['[A-Z', 'pattern.invalid'],
    ['(?<=a)b', 'pattern.invalid'],
    ['(.{0,999})(.{0,999})', 'pattern.too-large'],
    ['a'.repeat(1001), 'text.too-long'],
    [7, 'field.invalid'],
  ],
};
const TEXT_PATTERNS: SettingName[] = [
  'primary_identifier_regex',
  'email_regex',
  'address_line1_regex',
  'address_line2_regex',
  'address_line3_regex',
  'address_line4_regex',
  'address_line5_regex',
  'postal_code_regex',
  'phone_regex',
];

const CASES: Case[] = [
  ...TEXT_PATTERNS.map((name) => ({ name, ...PATTERN })),
  {
    name: 'email_regex_display',
    initial: null,
    good: 'Use your work address.',
    bad: [['x'.repeat(256), 'text.too-long']],
  },
  {
    name: 'pin_number_method',
    initial: 'off',
    good: 'fourDigit',
    bad: [
      ['sixDigit', 'code.unknown'],
      [null, 'code.unknown'],
    ],
  },
  {
    name: 'from_address',
    initial: null,
    good: 'library@example.org',
    bad: [
      ['library', 'email.invalid'],
      ['a@example.org, b@example.org', 'email.invalid'],
      ['a@example.org\r\nBcc: b@example.org', 'email.invalid'],
    ],
  },
  { name: 'disable_from_address', initial: false, good: true, bad: [['yes', 'field.invalid']] },
  {
    name: 'user_audit_retention_period',
    initial: null,
    good: 730,
    bad: [0, -1, 1.5, '30', 36_501].map((value) => [value, 'number.not-a-day-count']),
  },
  {
    name: 'photo_server_url',
    initial: null,
    good: 'https://pictures.example.org/people/',
    bad: [
      ['https://pictures.example.org/people', 'url.not-a-directory'],
      ['ftp://pictures.example.org/', 'url.invalid'],
      ['javascript:alert(1)/', 'url.invalid'],
      ['https://ada:secret@pictures.example.org/', 'url.invalid'],
      ['https://pictures.example.org/?user=/', 'url.invalid'],
    ],
  },
  {
    name: 'photo_identifier_type',
    initial: 'USERNAME',
    good: 'BARCODE',
    bad: [
      ['SHOE_SIZE', 'identifier-type.unknown'],
      ['', 'field.required'],
    ],
  },
  {
    name: 'photo_suffix',
    initial: 'png',
    good: 'jpg',
    bad: [
      ['.png', 'suffix.invalid'],
      ['', 'suffix.invalid'],
      ['p/g', 'suffix.invalid'],
    ],
  },
];

describe.each(CASES)('S124 the parameter $name', ({ name, initial, good, bad }) => {
  it('S124 exists under this name with its default', async () => {
    expect(await readSetting(ada, name)).toEqual({ value: initial, version: 0, updatedAt: null, updatedBy: null });
  });

  it.each(bad)('S124 refuses %j and says why', async (value, code) => {
    const answer = await saveSetting(ada, name, value);
    expect([answer.status, answer.body.errors?.[0]]).toMatchObject([422, { path: 'value', code }]);
    expect(await readSetting(ada, name)).toMatchObject({ value: initial, version: 0 });
  });

  it('S124 takes effect at once, on every node, and is in the history', async () => {
    const begin = performance.now();
    const saved = await saveSetting(ada, name, good);
    expect([saved.status, saved.body]).toMatchObject([200, { value: good, version: 1, updatedBy: expect.any(String) }]);
    expect(portal.get(SettingsService).get(name)).toEqual(good);
    await eventually(() => {
      expect(other.get(SettingsService).get(name)).toEqual(good);
    });
    expect(performance.now() - begin).toBeLessThan(3000);
    expect(await readSetting(grace, name)).toEqual(saved.body);
    expect(await settingHistory(grace, name)).toEqual([
      {
        id: expect.any(Number),
        name,
        version: 1,
        before: initial,
        after: good,
        actor: saved.body.updatedBy,
        at: saved.body.updatedAt,
      },
    ]);
  });
});

describe('a parameter that is changed back', () => {
  it('S124 keeps the history for ever again when the period is emptied', async () => {
    const name = 'user_audit_retention_period';
    expect((await saveSetting(ada, name, null)).body).toMatchObject({ value: null, version: 2 });
    expect((await settingHistory(ada, name)).map(({ after }) => after)).toEqual([null, 730]);
  });

  it('S124 an emptied pattern restricts nothing', async () => {
    expect((await saveSetting(ada, 'phone_regex', '')).body).toMatchObject({ value: null, version: 2 });
  });

  it('S124 a value that is the same writes nothing', async () => {
    const before = await readSetting(ada, 'photo_suffix');
    expect((await saveSetting(ada, 'photo_suffix', before.value)).body).toEqual(before);
    expect(await settingHistory(ada, 'photo_suffix')).toHaveLength(1);
  });
});
