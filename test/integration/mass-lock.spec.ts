import type { AccessPage } from '../../backend/src/contract/access-log.js';
import type { Alarms, MassLock } from '../../backend/src/contract/alarms.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import { SettingsService } from '../../backend/src/settings/settings.service.js';
import type { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import type { TestPortal } from '../support/portal.js';
import { startSecondNode, startTestPortal } from '../support/portal.js';
import { saveSetting } from '../support/settings.js';

const WRONG = 'wrong horse battery staple';
const MANY = 6;

let one: TestPortal;
let two: TestPortal;
let ada: ApiClient;
let accounts = 0;

beforeAll(async () => {
  one = await startTestPortal();
  ada = await one.signedIn();
  two = await startSecondNode(one);
  await saveSetting(ada, 'mass_lock_accounts', MANY);
  await eventually(() => {
    if (two.get(SettingsService).get('mass_lock_accounts') !== MANY) throw new Error('node two has not heard of it');
  });
});
afterEach(async () => {
  await one.query('delete from attempt_counter');
  await one.query('delete from lock_wave');
  await one.query('delete from access_log');
});
afterAll(async () => {
  await two.stop();
  await one.stop();
});

/** Locks so many further accounts, all at once, at both nodes. */
async function lock(times: number): Promise<void> {
  const names = Array.from({ length: times }, () => `victim-${String((accounts += 1))}`);
  for (const name of names) await one.addAccount(name, [ROLE.patron]);
  await Promise.all(
    names.flatMap((name, at) =>
      Array.from({ length: 5 }, () => (at % 2 === 0 ? one : two).client().signIn(name, WRONG)),
    ),
  );
}

async function alarm(client = ada): Promise<MassLock | null> {
  return (await client.get<Alarms>('/api/alarms')).body.massLock;
}

/** Entries of the log that say so; reading it at a node writes what waits there. */
async function entries(): Promise<AccessPage['entries']> {
  const atTwo = two.client();
  atTwo.cookie = ada.cookie;
  expect((await atTwo.get('/api/access-log?limit=1')).status).toBe(200);
  return (await ada.get<AccessPage>('/api/access-log?kind=mass-lock')).body.entries;
}

describe('many accounts that are locked within minutes', () => {
  it('F13 one less is no alarm, and the next one is, once, whichever node locked how many', async () => {
    await lock(MANY - 1);
    expect([await alarm(), await entries()]).toEqual([null, []]);
    const before = Date.now();
    await lock(1);
    const wave = await alarm();
    expect(wave).toMatchObject({ accounts: MANY });
    expect(Date.parse(wave?.since ?? '')).toBeLessThan(before);
    expect(wave?.leftMs).toBeGreaterThan(9 * 60_000);
    expect(await entries()).toMatchObject([{ userId: null, ip: '127.0.0.1' }]);
  });

  it('F13 twenty-five at once, at two nodes, are one wave with one entry', async () => {
    await lock(25);
    expect(await alarm()).toMatchObject({ accounts: 25 });
    expect(await entries()).toHaveLength(1);
  });

  it('F13 a wave that goes on stays the one it is, also when some were unlocked, and is over when nobody is locked for so long', async () => {
    await lock(MANY);
    const { since } = (await alarm()) ?? {};
    await one.query('delete from attempt_counter where user_id in (select user_id from attempt_counter limit 3)');
    await one.query(`update lock_wave set last_at = last_at - interval '9 minutes'`);
    expect((await alarm())?.leftMs).toBeLessThan(60_000);
    await lock(1);
    expect(await alarm()).toMatchObject({ since, accounts: MANY - 2 });
    expect((await alarm())?.leftMs).toBeGreaterThan(9 * 60_000);
    await one.query(`update lock_wave set last_at = last_at - interval '10 minutes'`);
    expect([await alarm(), (await entries()).length]).toEqual([null, 1]);
  });

  it('F13 the next wave is an entry of its own', async () => {
    await lock(MANY);
    await one.query(`update lock_wave set last_at = last_at - interval '10 minutes'`);
    await one.query(`update attempt_counter set locked_at = locked_at - interval '10 minutes'`);
    await lock(MANY - 1);
    expect(await alarm()).toBeNull();
    await lock(1);
    expect([(await alarm())?.accounts, (await entries()).length]).toEqual([MANY, 2]);
  });

  it('F13 F48 is told to those alone who read the access log', async () => {
    for (const role of [ROLE.userManager, ROLE.researchObserver]) {
      expect((await (await one.signedIn([role])).get('/api/alarms')).status).toBe(403);
    }
    expect((await one.client().get('/api/alarms')).status).toBe(401);
  });
});
