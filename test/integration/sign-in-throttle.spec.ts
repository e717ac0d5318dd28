import { jest } from '@jest/globals';
import { Passwords } from '../../backend/src/auth/passwords.js';
import type { AccessPage } from '../../backend/src/contract/access-log.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import { SETTINGS } from '../../backend/src/contract/settings.js';
import { SettingsService } from '../../backend/src/settings/settings.service.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD, startSecondNode, startTestPortal } from '../support/portal.js';
import { saveSetting } from '../support/settings.js';

const WRONG = 'wrong horse battery staple';
/** The proxy of these tests is this machine, so the header says who the client is. */
const ENVIRONMENT = { TRUSTED_PROXIES: '127.0.0.1', LAST_RESORT_ACCOUNT: 'keeper', LAST_RESORT_FROM: '10.7.0.1' };
const LIMIT = 6;
const FEW = 10;

let one: TestPortal;
let two: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  one = await startTestPortal(ENVIRONMENT);
  ada = await one.signedIn();
  two = await startSecondNode(one, ENVIRONMENT);
  for (const name of ['known', 'calm', 'keeper']) await one.addAccount(name);
});
beforeEach(async () => {
  await limits(LIMIT, 10_000);
  await forget();
});
afterAll(async () => {
  await two.stop();
  await one.stop();
});

async function limits(perAddress: number, perPortal: number): Promise<void> {
  await saveSetting(ada, 'sign_in_refusals_per_address_per_minute', perAddress);
  await saveSetting(ada, 'sign_in_refusals_per_minute', perPortal);
  await eventually(() => {
    const settings = two.get(SettingsService);
    expect(settings.get('sign_in_refusals_per_address_per_minute')).toBe(perAddress);
    expect(settings.get('sign_in_refusals_per_minute')).toBe(perPortal);
  });
}

/** As if the minute were over, and the locks with it. */
async function forget(): Promise<void> {
  await one.query('update request_rate set expire = 0');
  await one.query('delete from attempt_counter');
}

function tryFrom(ip: string, username: string, password: string, node = one): Promise<Answer<Problem>> {
  return node.client().post<Problem>('/api/session', { username, password }, { 'x-forwarded-for': ip });
}

/** Names nobody has, so that no account is locked by it. */
async function guessFrom(ip: string, times: number, node = one): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    expect((await tryFrom(ip, `nobody-${String(time)}`, WRONG, node)).status).toBe(401);
  }
}

/** Entries of the log that say so; reading it at a node writes what waits there. */
async function throttled(ip = ''): Promise<AccessPage['entries']> {
  const client = two.client();
  client.cookie = ada.cookie;
  expect((await client.get('/api/access-log?limit=1')).status).toBe(200);
  const { body } = await ada.get<AccessPage>(`/api/access-log?kind=throttled${ip && `&ip=${ip}`}`);
  return body.entries;
}

describe('an address that is refused again and again', () => {
  it('F13 is told when to come back, and no password is looked at any more', async () => {
    await guessFrom('192.0.2.1', LIMIT);
    const passwords = one.get(Passwords);
    const work = [jest.spyOn(passwords, 'verify'), jest.spyOn(passwords, 'refuseSlowly')];
    const answer = await tryFrom('192.0.2.1', 'known', PASSWORD);
    expect([answer.status, answer.body.code]).toEqual([429, 'rate.limited']);
    const seconds = Number(answer.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    for (const spy of work) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
    await one.query('update request_rate set expire = 0');
    expect((await tryFrom('192.0.2.1', 'known', PASSWORD)).status).toBe(200);
  });

  it('F04 F13 stops nobody at another address, and right passwords use nothing up', async () => {
    await guessFrom('192.0.2.2', LIMIT);
    expect((await tryFrom('192.0.2.2', 'calm', PASSWORD)).status).toBe(429);
    const right = Array.from({ length: 3 * LIMIT }, () => tryFrom('192.0.2.3', 'calm', PASSWORD));
    expect(new Set((await Promise.all(right)).map(({ status }) => status))).toEqual(new Set([200]));
    await guessFrom('192.0.2.3', LIMIT - 1);
    expect((await tryFrom('192.0.2.3', 'calm', PASSWORD)).status).toBe(200);
  });

  it('F13 is the same address at another node', async () => {
    await guessFrom('192.0.2.4', LIMIT / 2, one);
    await guessFrom('192.0.2.4', LIMIT / 2, two);
    const statuses = [one, two].map(async (node) => (await tryFrom('192.0.2.4', 'known', PASSWORD, node)).status);
    expect(await Promise.all(statuses)).toEqual([429, 429]);
  });

  it('F13 is a whole network of IPv6', async () => {
    await guessFrom('2001:db8::1', LIMIT);
    expect((await tryFrom('2001:db8:0:0:ffff::2', 'known', PASSWORD)).status).toBe(429);
    expect((await tryFrom('2001:db8:0:1::1', 'known', PASSWORD)).status).toBe(200);
  });

  it('F14 hears the same of a name somebody has, one nobody has and one that is locked', async () => {
    await one.addAccount('locked-name');
    for (let time = 0; time < 5; time += 1) await tryFrom('192.0.2.5', 'locked-name', WRONG);
    await guessFrom('192.0.2.5', LIMIT - 5);
    const answers: Answer<Problem>[] = [];
    for (const name of ['known', 'nobody-here', 'locked-name', 'keeper'])
      answers.push(await tryFrom('192.0.2.5', name, WRONG));
    const bodies = answers.map(({ status, body: { retryAfterMs = 0, ...body } }) => {
      expect(retryAfterMs).toBeGreaterThan(0);
      return JSON.stringify({ status, body });
    });
    expect(new Set(bodies).size).toBe(1);
    expect(answers[0]?.status).toBe(429);
    expect(
      await one.query(`select 1 from attempt_counter join users on id = user_id where primary_id = 'known'`),
    ).toEqual([]);
  });

  it('F13 is in the access log once, however often and wherever it goes on', async () => {
    await guessFrom('192.0.2.6', LIMIT);
    for (const node of [one, two, one, two]) expect((await tryFrom('192.0.2.6', 'x', WRONG, node)).status).toBe(429);
    expect(await throttled('192.0.2.6')).toMatchObject([{ userId: null, ip: '192.0.2.6', detail: null }]);
  });

  it('F13 a limit that is changed is in force at once', async () => {
    await guessFrom('192.0.2.7', LIMIT);
    expect((await tryFrom('192.0.2.7', 'known', PASSWORD)).status).toBe(429);
    await limits(LIMIT + 1, 10_000);
    expect((await tryFrom('192.0.2.7', 'known', PASSWORD)).status).toBe(200);
  });
});

describe('a portal that is tried from everywhere', () => {
  it('F04 F13 gives each address few refusals, and stops none that had fewer', async () => {
    await limits(60, 30);
    const before = (await throttled()).length;
    for (const at of [1, 2, 3]) await guessFrom(`198.51.100.${String(at)}`, FEW);
    expect((await tryFrom('198.51.100.1', 'known', PASSWORD)).status).toBe(429);
    await guessFrom('198.51.100.4', FEW - 1);
    expect((await tryFrom('198.51.100.4', 'known', PASSWORD)).status).toBe(200);
    expect((await tryFrom('198.51.100.5', 'calm', PASSWORD)).status).toBe(200);
    const [newest, ...older] = (await throttled()).filter(({ detail }) => detail === 'whole-portal');
    expect([newest?.ip, older.length]).toEqual([null, 0]);
    expect((await throttled()).length).toBe(before + 2);
  });

  it('F13 the last resort is slowed by what comes from its own addresses alone', async () => {
    await limits(FEW + 2, 30);
    await guessFrom('10.7.0.1', FEW);
    for (const at of [1, 2]) await guessFrom(`203.0.113.${String(at)}`, FEW);
    expect((await tryFrom('203.0.113.1', 'keeper', PASSWORD)).status).toBe(429);
    expect((await tryFrom('10.7.0.1', 'keeper', PASSWORD)).status).toBe(200);
    await guessFrom('10.7.0.1', 2);
    expect((await tryFrom('10.7.0.1', 'keeper', PASSWORD)).status).toBe(429);
  });
});

describe('the limits', () => {
  it('F13 leave an office behind one address its mistypes to begin with', () => {
    const { sign_in_refusals_per_address_per_minute: address, sign_in_refusals_per_minute: portal } = SETTINGS;
    expect([address.initial, portal.initial]).toEqual([60, 300]);
  });

  it.each([
    ['sign_in_refusals_per_address_per_minute', 4, 'number.not-a-refusal-rate'],
    ['sign_in_refusals_per_minute', 10_001, 'number.not-a-refusal-rate'],
    ['mass_lock_accounts', 1, 'number.not-a-lock-count'],
    ['mass_lock_minutes', 31, 'number.not-a-lock-time'],
  ] as const)('S124 F51 %s of %s is refused', async (name, value, code) => {
    const { status, body } = await saveSetting(ada, name, value);
    expect([status, JSON.stringify(body)]).toEqual([422, expect.stringContaining(code)]);
  });
});
