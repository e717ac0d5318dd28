import { jest } from '@jest/globals';
import { Passwords } from '../../backend/src/auth/passwords.js';
import type { HistoryPage } from '../../backend/src/contract/changes.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { PinChecked } from '../../backend/src/contract/pins.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { type TestPortal, PASSWORD, startTestPortal } from '../support/portal.js';
import { readRecord } from '../support/records.js';
import { adding, save, setting } from '../support/rows.js';
import { saveSetting } from '../support/settings.js';

const PIN = '4711';
const WRONG = '0000';

let portal: TestPortal;
let ada: ApiClient;
let mary: UserRecord;
let barcode: string;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());
beforeEach(async () => {
  await saveSetting(ada, 'pin_number_method', 'fourDigit');
  barcode = `b${crypto.randomUUID()}`;
  mary = await ada.addUser({ pin: PIN, identifiers: [{ type: 'BARCODE', value: barcode, note: null, active: true }] });
});

function check(patron: unknown, pin: unknown, api: ApiClient = ada): Promise<Answer<PinChecked & Problem>> {
  return api.post('/api/pins/check', { patron, pin });
}

async function accepts(patron: string, pin: string): Promise<boolean> {
  const { status, body } = await check(patron, pin);
  expect(status).toBe(200);
  return body.accepted;
}

async function fail(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await accepts(mary.primaryId, WRONG);
}

async function actions(): Promise<string[]> {
  const { body } = await ada.get<HistoryPage>(`/api/users/${mary.id}/history`);
  return body.entries.map(({ action }) => action);
}

describe('a check of a PIN', () => {
  it('S034 knows the patron by primary identifier and by barcode, without case and width', async () => {
    expect(await accepts(mary.primaryId, PIN)).toBe(true);
    expect(await accepts(barcode.toUpperCase(), PIN)).toBe(true);
    expect(await accepts(mary.primaryId, WRONG)).toBe(false);
    expect(await accepts(barcode, WRONG)).toBe(false);
  });

  it('S034 takes no other identifier, and no barcode that is out of use', async () => {
    const other = await ada.addUser({
      pin: PIN,
      identifiers: [
        { type: 'BARCODE', value: `old-${barcode}`, note: null, active: false },
        { type: 'INST_ID', value: `inst-${barcode}`, note: null, active: true },
      ],
    });
    expect(await accepts(`old-${barcode}`, PIN)).toBe(false);
    expect(await accepts(`inst-${barcode}`, PIN)).toBe(false);
    expect(await accepts(other.primaryId, PIN)).toBe(true);
  });

  it('S034 of a name that is one user and the barcode of another means the one whose name it is', async () => {
    await ada.addUser({ primaryId: `own-${barcode}`, pin: '1357' });
    await ada.addUser({
      pin: '2468',
      identifiers: [{ type: 'BARCODE', value: `own-${barcode}`, note: null, active: true }],
    });
    expect([await accepts(`own-${barcode}`, '1357'), await accepts(`own-${barcode}`, '2468')]).toEqual([true, false]);
  });

  it('S034 F14 F57 says no in one way to nobody, no PIN, a wrong one, locked, inactive and expired, after the same work', async () => {
    const without = await ada.addUser();
    const inactive = await ada.addUser({ pin: PIN, status: 'INACTIVE' });
    const expired = await ada.addUser({ pin: PIN, expiryDate: '2020-01-01' });
    const locked = await ada.addUser({ pin: PIN });
    for (let time = 0; time < 5; time += 1) await accepts(locked.primaryId, WRONG);
    const passwords = portal.get(Passwords);
    const work = [jest.spyOn(passwords, 'verify'), jest.spyOn(passwords, 'refuseSlowly')];
    const patrons = ['nobody-here', without, inactive, expired, locked].map((who) =>
      typeof who === 'string' ? who : who.primaryId,
    );
    const answers = await Promise.all([check(mary.primaryId, WRONG), ...patrons.map((patron) => check(patron, PIN))]);
    expect(work.map((spy) => spy.mock.calls.length)).toEqual([1, 5]);
    for (const spy of work) spy.mockRestore();
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body])))).toEqual(
      new Set([JSON.stringify([200, { accepted: false }])]),
    );
  });

  it('S034 is for whoever holds the permission, and for nobody else', async () => {
    for (const role of [ROLE.userManager, ROLE.researchObserver, ROLE.patron]) {
      expect((await check(mary.primaryId, PIN, await portal.signedIn([role]))).status).toBe(403);
    }
    expect((await check(mary.primaryId, PIN, portal.client())).status).toBe(401);
  });

  it.each([
    ['nobody', undefined, PIN, 'patron'],
    ['an empty name', '', PIN, 'patron'],
    ['a list', ['a'], PIN, 'patron'],
    ['five digits', 'mary', '47110', 'pin'],
    ['Arabic digits', 'mary', '٤٧١١', 'pin'],
    ['a number', 'mary', 4711, 'pin'],
    ['no PIN', 'mary', undefined, 'pin'],
  ])('S034 F22 with %s is refused before any PIN is looked at', async (_, patron, pin, path) => {
    const { status, body } = await check(patron, pin);
    expect([status, body.errors?.[0]?.path]).toEqual([400, path]);
  });
});

describe('tries of a PIN', () => {
  it('F21 a hundred and fifty guesses at once are tried five times, and then the right one is refused', async () => {
    const passwords = portal.get(Passwords);
    const verify = jest.spyOn(passwords, 'verify');
    const guesses = Array.from({ length: 150 }, (_, at) => String(at).padStart(4, '0'));
    const answers = await Promise.all(
      guesses.map((guess, at) => accepts(at % 2 === 0 ? barcode : mary.primaryId, guess)),
    );
    expect(answers).not.toContain(true);
    expect(verify).toHaveBeenCalledTimes(5);
    verify.mockRestore();
    expect([await accepts(mary.primaryId, PIN), await accepts(barcode, PIN)]).toEqual([false, false]);
    expect((await actions()).filter((action) => action === 'pin-locked')).toHaveLength(1);
  });

  it('F21 a right PIN before the fifth sets the count back', async () => {
    await fail(4);
    expect(await accepts(mary.primaryId, PIN)).toBe(true);
    await fail(4);
    expect(await accepts(mary.primaryId, PIN)).toBe(true);
  });

  it('F21 lock nobody out of sign-in, and wrong passwords lock no PIN', async () => {
    const id = await portal.addAccount(`both-${barcode}`);
    await save(ada, await readRecord(ada, id), setting('pin', PIN));
    for (let time = 0; time < 5; time += 1) await accepts(`both-${barcode}`, WRONG);
    expect(await accepts(`both-${barcode}`, PIN)).toBe(false);
    expect((await portal.client().signIn(`both-${barcode}`, PASSWORD)).status).toBe(200);
    const other = await portal.addAccount(`other-${barcode}`);
    await save(ada, await readRecord(ada, other), setting('pin', PIN));
    for (let time = 0; time < 5; time += 1) await portal.client().signIn(`other-${barcode}`, 'wrong wrong wrong wrong');
    expect(await accepts(`other-${barcode}`, PIN)).toBe(true);
  });

  it('F21 S031 a new PIN is open at once', async () => {
    await fail(5);
    expect((await save(ada, await readRecord(ada, mary.id), setting('pin', '9182'))).status).toBe(200);
    expect([await accepts(mary.primaryId, PIN), await accepts(mary.primaryId, '9182')]).toEqual([false, true]);
  });

  it('F21 a failure of the portal itself is not a wrong PIN', async () => {
    const verify = jest.spyOn(portal.get(Passwords), 'verify').mockRejectedValue(new Error('out of memory'));
    for (let time = 0; time < 6; time += 1) expect((await check(mary.primaryId, PIN)).status).toBe(500);
    verify.mockRestore();
    expect(await accepts(mary.primaryId, PIN)).toBe(true);
  });

  it('F21 two users with one PIN have different hashes, each with a salt of its own', async () => {
    const other = await ada.addUser({ pin: PIN });
    const rows = await portal.query<{ hash: string }>(
      'select pin_hash as hash from user_pin where user_id = any($1::uuid[])',
      [[mary.id, other.id]],
    );
    const salts = rows.map(({ hash }) => /^\$argon2id\$v=19\$m=19456,t=2,p=1\$([^$]+)\$/u.exec(hash)?.[1]);
    expect(new Set(salts).size).toBe(2);
    expect(salts).not.toContain(undefined);
  });
});

describe('a PIN somebody is given', () => {
  it.each(['١٢٣٤', '12345', '12 4', ' 1234', '1234 ', '１２３４', '12.4', '-123', '1e33', '1234\n'])(
    'F22 S031 %j is refused with the reason, on adding and on saving, and changes nothing',
    async (pin) => {
      const saved = await save(ada, mary, setting('pin', pin), setting('jobDescription', 'Desk'));
      expect([saved.status, saved.body.errors]).toEqual([400, [{ path: 'operations.0.value', code: 'pin.invalid' }]]);
      await expect(ada.addUser({ pin })).rejects.toThrow(/"path":"pin","code":"pin\.invalid"/u);
      expect(await accepts(mary.primaryId, PIN)).toBe(true);
      expect(await readRecord(ada, mary.id)).toMatchObject({ version: mary.version, jobDescription: null });
    },
  );

  it('F62 S031 beside an identifier that is taken is not set, and what is said is the identifier', async () => {
    const other = await ada.addUser({});
    const taken = adding('identifiers', { type: 'BARCODE', value: barcode });
    const refused = await save(ada, other, taken, setting('pin', '9182'));
    expect([refused.status, refused.body.code]).toEqual([409, 'user.identifier-taken']);
    expect(refused.body.errors).toEqual([{ path: `identifiers.${taken.id}.value`, code: 'user.identifier-taken' }]);
    expect(await accepts(other.primaryId, '9182')).toBe(false);
    expect(await readRecord(ada, other.id)).toMatchObject({ version: other.version, identifiers: [], pin: null });
  });

  it('F23 S033 is refused with 409 while the parameter is off, and the PIN there was stays', async () => {
    await saveSetting(ada, 'pin_number_method', 'off');
    const refused = await save(ada, mary, setting('pin', '1234'));
    expect([refused.status, refused.body.code]).toEqual([409, 'pin.not-offered']);
    expect(refused.body.errors).toEqual([{ path: 'pin', code: 'pin.not-offered' }]);
    expect(await accepts(mary.primaryId, PIN)).toBe(true);
  });
});
