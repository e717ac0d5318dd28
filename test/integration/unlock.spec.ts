import type { HistoryPage } from '../../backend/src/contract/changes.js';
import type { LockedUsers } from '../../backend/src/contract/lockout.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { lockedFor } from '../support/lockout.js';
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

function unlock(client: ApiClient, id: string): Promise<Answer<Problem | null>> {
  return client.post<Problem | null>(`/api/users/${id}/unlock`, { secret: 'password' });
}

async function statusOf(primaryId: string, password: string): Promise<number> {
  return (await portal.client().signIn(primaryId, password)).status;
}

async function fail(primaryId: string, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await statusOf(primaryId, WRONG);
}

async function events(id: string): Promise<[string, string][]> {
  const { body } = await ada.get<HistoryPage>(`/api/users/${id}/history`);
  return body.entries
    .filter(({ action }) => action.startsWith('sign-in'))
    .map(({ action, source }) => [action, source]);
}

async function lockedUsers(client: ApiClient): Promise<LockedUsers> {
  return (await client.get<LockedUsers>('/api/locked-users')).body;
}

describe('unlocking', () => {
  it('S027 takes effect at once, gives all tries back, and stands in the history', async () => {
    const id = await portal.addAccount('s027');
    await fail('s027', 5);
    expect(await statusOf('s027', PASSWORD)).toBe(401);
    expect((await unlock(ada, id)).status).toBe(204);
    await fail('s027', 4);
    expect(await statusOf('s027', PASSWORD)).toBe(200);
    expect(await events(id)).toEqual([
      ['sign-in-unlocked', 'UI'],
      ['sign-in-locked', 'SYSTEM'],
    ]);
    const { body } = await ada.get<{ signInLockedUntil: string | null }>(`/api/users/${id}`);
    expect(body.signInLockedUntil).toBeNull();
  });

  it('S027 F11 of many who unlock at once one does, and there is one event', async () => {
    const id = await portal.addAccount('f11');
    await fail('f11', 5);
    const answers = await Promise.all(Array.from({ length: 8 }, () => unlock(ada, id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array<number>(7).fill(409)]);
    expect((await events(id)).map(([action]) => action)).toEqual(['sign-in-unlocked', 'sign-in-locked']);
    expect(await statusOf('f11', PASSWORD)).toBe(200);
  });

  it('S027 F11 a lock that ended by itself in this very moment needs no unlocking, and none is noted', async () => {
    const id = await portal.addAccount('f11-ended');
    await fail('f11-ended', 5);
    await lockedFor(portal, id, '30 minutes');
    expect(await unlock(ada, id)).toMatchObject({ status: 409, body: { code: 'user.not-locked' } });
    expect((await events(id)).map(([action]) => action)).toEqual(['sign-in-locked']);
    expect(await statusOf('f11-ended', PASSWORD)).toBe(200);
  });

  it('S027 F12 who is not locked stays as they are, with the tries they had', async () => {
    const id = await portal.addAccount('f12');
    await fail('f12', 4);
    expect(await unlock(ada, id)).toMatchObject({ status: 409, body: { code: 'user.not-locked' } });
    expect(await events(id)).toEqual([]);
    await fail('f12', 1);
    expect(await statusOf('f12', PASSWORD)).toBe(401);
  });

  it('S027 F12 an observer unlocks nobody and sees no view of who is locked', async () => {
    const observer = await portal.signedIn([ROLE.researchObserver]);
    const id = await portal.addAccount('f12-role');
    await fail('f12-role', 5);
    expect((await unlock(observer, id)).status).toBe(403);
    expect((await observer.get('/api/locked-users')).status).toBe(403);
    expect(await statusOf('f12-role', PASSWORD)).toBe(401);
    expect((await events(id)).map(([action]) => action)).toEqual(['sign-in-locked']);
  });

  it('S027 F52 nobody gives tries at the password of somebody who may do more than they, nor at their own', async () => {
    const manager = await portal.signedIn([ROLE.userManager]);
    const above = await portal.addAccount('above');
    await fail('above', 5);
    expect(await unlock(manager, above)).toMatchObject({
      status: 403,
      body: { errors: [{ path: 'secret', code: 'sign-in.outranks' }] },
    });
    const { body: me } = await manager.get<{ userId: string }>('/api/session');
    await lockedFor(portal, me.userId, '1 minute');
    expect(await unlock(manager, me.userId)).toMatchObject({
      status: 403,
      body: { errors: [{ path: 'secret', code: 'unlock.own' }] },
    });
    const { users } = await lockedUsers(manager);
    expect(users.find(({ userId }) => userId === above)?.refusal).toBe('sign-in.outranks');
    expect(users.find(({ userId }) => userId === me.userId)?.refusal).toBe('unlock.own');
    expect(await statusOf('above', PASSWORD)).toBe(401);
  });

  it.each([
    ['nothing', {}],
    ['an unknown lock', { secret: 'door' }],
    ['a further field', { secret: 'password', until: null }],
  ])('F51 a request with %s is refused', async (_, body) => {
    const id = await portal.addAccount(`f51-${JSON.stringify(body).length}`);
    expect((await ada.post(`/api/users/${id}/unlock`, body)).status).toBe(400);
  });
});

describe('who is locked', () => {
  it('S026 the view says since when, from where, until when and after how many tries, until the lock ends', async () => {
    const id = await portal.addAccount('viewed');
    await fail('viewed', 5);
    const seen = (await lockedUsers(ada)).users.find(({ userId }) => userId === id);
    expect(seen).toMatchObject({ primaryId: 'viewed', secret: 'password', from: '127.0.0.1', tries: 5, refusal: null });
    expect(Date.parse(seen?.until ?? '') - Date.parse(seen?.since ?? '')).toBe(1_800_000);
    await lockedFor(portal, id, '30 minutes');
    const after = await lockedUsers(ada);
    expect(after.users.some(({ userId }) => userId === id)).toBe(false);
    expect(after.total).toBe(after.users.length);
  });
});
