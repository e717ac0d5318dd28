import { jest } from '@jest/globals';
import { Passwords } from '../../backend/src/auth/passwords.js';
import { REFUSED_AFTER_MS } from '../../backend/src/auth/refusal-time.js';
import type { HistoryPage } from '../../backend/src/contract/changes.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD, startTestPortal } from '../support/portal.js';

const WRONG = 'wrong horse battery staple';

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());

async function statusOf(primaryId: string, password: string): Promise<number> {
  return (await portal.client().signIn(primaryId, password)).status;
}

async function fail(primaryId: string, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await statusOf(primaryId, WRONG);
}

async function lockEvents(id: string): Promise<string[]> {
  const { body } = await ada.get<HistoryPage>(`/api/users/${id}/history`);
  return body.entries.map(({ action }) => action).filter((action) => action.startsWith('sign-in'));
}

async function failures(id: string): Promise<number | undefined> {
  const [row] = await portal.query<{ failures: number }>('select failures from credential where user_id = $1', [id]);
  return row?.failures;
}

async function lockedAt(id: string): Promise<string | undefined> {
  const [row] = await portal.query<{ at: string }>('select locked_at::text as at from credential where user_id = $1', [
    id,
  ]);
  return row?.at;
}

/** As if the account had been locked this long ago: the database's clock is the only one that counts. */
async function lockedFor(id: string, age: string): Promise<void> {
  await portal.query('update credential set locked_at = clock_timestamp() - $2::interval where user_id = $1', [
    id,
    age,
  ]);
}

describe('lockout', () => {
  it('S025 F01 five wrong passwords lock, the right one is then refused, and the history says so', async () => {
    const id = await portal.addAccount('f01');
    await fail('f01', 4);
    expect(await lockEvents(id)).toEqual([]);
    await fail('f01', 1);
    expect(await statusOf('f01', PASSWORD)).toBe(401);
    expect(await lockEvents(id)).toEqual(['sign-in-locked']);
    const { body } = await ada.get<{ signInLockedUntil: string }>(`/api/users/${id}`);
    expect(Date.parse(body.signInLockedUntil) - Date.parse((await lockedAt(id)) ?? '')).toBeCloseTo(1_800_000, -2);
  });

  it('S025 F02 a right password before the fifth sets the count back', async () => {
    await portal.addAccount('f02');
    await fail('f02', 4);
    expect(await statusOf('f02', PASSWORD)).toBe(200);
    await fail('f02', 4);
    expect(await statusOf('f02', PASSWORD)).toBe(200);
  });

  it('S025 F03 a hundred wrong passwords at once are tried five times and lock once', async () => {
    const id = await portal.addAccount('f03');
    const passwords = portal.get(Passwords);
    const verify = jest.spyOn(passwords, 'verify');
    const answers = await Promise.all(Array.from({ length: 100 }, () => statusOf('f03', WRONG)));
    expect(new Set(answers)).toEqual(new Set([401]));
    expect(verify).toHaveBeenCalledTimes(5);
    verify.mockRestore();
    expect(await lockEvents(id)).toEqual(['sign-in-locked']);
  });

  it('S025 F04 a hundred right passwords at once all sign in', async () => {
    const id = await portal.addAccount('f04');
    const answers = await Promise.all(Array.from({ length: 100 }, () => statusOf('f04', PASSWORD)));
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(await lockEvents(id)).toEqual([]);
  });

  it('S026 F05 the lock ends after thirty minutes of the database, not a second before', async () => {
    const id = await portal.addAccount('f05');
    await fail('f05', 5);
    await lockedFor(id, '29 minutes 50 seconds');
    expect(await statusOf('f05', PASSWORD)).toBe(401);
    await lockedFor(id, '30 minutes');
    expect(await statusOf('f05', PASSWORD)).toBe(200);
  });

  it('S026 F05 a clock of the portal that is an hour ahead frees nobody', async () => {
    await portal.addAccount('f05-clock');
    await fail('f05-clock', 5);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
    expect(await statusOf('f05-clock', PASSWORD)).toBe(401);
    clock.mockRestore();
  });

  it('S025 F06 wrong passwords while locked neither extend the lock nor count towards the next', async () => {
    const id = await portal.addAccount('f06');
    await fail('f06', 5);
    await lockedFor(id, '20 minutes');
    const before = await lockedAt(id);
    await fail('f06', 4);
    expect(await lockedAt(id)).toBe(before);
    await lockedFor(id, '31 minutes');
    await fail('f06', 4);
    expect(await statusOf('f06', PASSWORD)).toBe(200);
  });

  it('S025 F07 the current password of a password change is under the same counter as sign-in', async () => {
    await portal.addAccount('f07');
    const client = portal.client();
    await client.signIn('f07', PASSWORD);
    await fail('f07', 2);
    const body = { currentPassword: WRONG, newPassword: 'a quite different long sentence' };
    for (let time = 0; time < 3; time += 1) {
      const refused = await client.post<Problem>('/api/session/password', body);
      expect(refused.body).toMatchObject({ code: 'password.refused', errors: [{ path: 'currentPassword' }] });
    }
    expect(await statusOf('f07', PASSWORD)).toBe(401);
    const right = await client.post('/api/session/password', { ...body, currentPassword: PASSWORD });
    expect(right.status).toBe(422);
  });

  it('S025 F09 refusals that are not about the password never count', async () => {
    const id = await portal.addAccount('f09');
    await portal.query(`update users set version = version + 1, expiry_date = current_date - 1 where id = $1`, [id]);
    await fail('f09', 6);
    expect(await statusOf('f09', PASSWORD)).toBe(401);
    await portal.query(
      `update users set version = version + 1, expiry_date = null, status = 'INACTIVE' where id = $1`,
      [id],
    );
    await fail('f09', 6);
    expect(await failures(id)).toBe(0);
    expect(await lockEvents(id)).toEqual([]);
  });

  it('S025 F09 a failure of the portal itself is not a wrong password', async () => {
    const id = await portal.addAccount('f09-broken');
    const verify = jest.spyOn(portal.get(Passwords), 'verify').mockRejectedValue(new Error('out of memory'));
    for (let time = 0; time < 6; time += 1) expect(await statusOf('f09-broken', PASSWORD)).toBe(500);
    verify.mockRestore();
    expect(await failures(id)).toBe(0);
    expect(await statusOf('f09-broken', PASSWORD)).toBe(200);
  });
});

describe('sign-in', () => {
  it('S094 the name is found without case and width', async () => {
    await portal.addAccount('Case-Folded');
    expect(await statusOf('ＣＡＳＥ-folded', PASSWORD)).toBe(200);
  });

  it('F14 an unknown name, a wrong password, a locked, an inactive and an expired account get one answer after the same work, and none before its time', async () => {
    await portal.addAccount('same-locked');
    await fail('same-locked', 5);
    const inactive = await portal.addAccount('same-inactive');
    await portal.query(`update users set version = version + 1, status = 'INACTIVE' where id = $1`, [inactive]);
    const expired = await portal.addAccount('same-expired');
    await portal.query(`update users set version = version + 1, expiry_date = current_date - 1 where id = $1`, [
      expired,
    ]);
    const handedOut = await portal.addAccount('same-ended');
    await portal.query(`update credential set must_change = true, expires_at = clock_timestamp() where user_id = $1`, [
      handedOut,
    ]);
    await portal.addAccount('same-wrong');
    const begin = performance.now();
    const times: number[] = [];
    const refused = async (name: string, password: string): Promise<Answer<unknown>> => {
      const answer = await portal.client().signIn(name, password);
      times.push(performance.now() - begin);
      return answer;
    };
    const passwords = portal.get(Passwords);
    const work = [jest.spyOn(passwords, 'verify'), jest.spyOn(passwords, 'refuseSlowly')];
    const answers = await Promise.all([
      refused('nobody-here', PASSWORD),
      refused('same-wrong', WRONG),
      refused('same-locked', PASSWORD),
      refused('same-inactive', PASSWORD),
      refused('same-expired', PASSWORD),
      refused('same-ended', PASSWORD),
    ]);
    expect(new Set(answers.map(({ status, body }) => JSON.stringify({ status, body }))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'session.sign-in-refused' } });
    expect(work.map((spy) => spy.mock.calls.length)).toEqual([1, 5]);
    // A timer may end a millisecond early, never much.
    expect(Math.min(...times)).toBeGreaterThan(REFUSED_AFTER_MS - 5);
    for (const spy of work) spy.mockRestore();
  });

  it.each([
    ['nothing', undefined],
    ['no password', { username: 'ada' }],
    ['an empty password', { username: 'ada', password: '' }],
    ['a password that is an object', { username: 'ada', password: { $ne: '' } }],
    ['a further field', { username: 'ada', password: PASSWORD, roles: ['50'] }],
  ])('F51 a body with %s is refused before any password is looked at', async (_, body) => {
    expect((await portal.client().post('/api/session', body)).status).toBe(400);
  });
});
