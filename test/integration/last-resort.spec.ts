import { pino } from 'pino';
import type { AccessPage } from '../../backend/src/contract/access-log.js';
import type { Answer } from '../support/api-client.js';
import type { TestPortal } from '../support/portal.js';
import { PASSWORD, startTestPortal } from '../support/portal.js';

const WRONG = 'wrong horse battery staple';
/** The proxy of these tests is this machine, so the header says who the client is. */
const OUTSIDE = '198.51.100.9';
const INSIDE = '10.7.0.1';

const warned: string[] = [];
let portal: TestPortal;
let id: string;

beforeAll(async () => {
  const env = { TRUSTED_PROXIES: '127.0.0.1', LAST_RESORT_ACCOUNT: 'Keeper', LAST_RESORT_FROM: '10.7.0.0/16' };
  portal = await startTestPortal(env, pino({ level: 'warn' }, { write: (line) => warned.push(line) }));
  id = await portal.addAccount('keeper');
  await portal.addAccount('other');
});
afterAll(() => portal.stop());

function tryFrom(ip: string, username: string, password: string): Promise<Answer<unknown>> {
  return portal.client().post('/api/session', { username, password }, { 'x-forwarded-for': ip });
}

async function statusFrom(ip: string, username: string, password = PASSWORD): Promise<number> {
  return (await tryFrom(ip, username, password)).status;
}

async function lockFrom(ip: string, username: string): Promise<void> {
  for (let time = 0; time < 5; time += 1) expect(await statusFrom(ip, username, WRONG)).toBe(401);
}

describe('the account of last resort', () => {
  it('F13 comes in from its addresses while strangers keep every account locked, which is noted and warned of', async () => {
    for (const name of ['keeper', 'other']) await lockFrom(OUTSIDE, name);
    expect(await statusFrom(OUTSIDE, 'keeper')).toBe(401);
    expect(await statusFrom(INSIDE, 'other')).toBe(401);
    expect(await statusFrom(INSIDE, 'keeper')).toBe(200);
    const warnings = warned.filter((line) => line.includes('last resort'));
    expect(warnings).toHaveLength(1);
    expect(warnings.join('')).not.toMatch(/keeper/iu);
    const client = portal.client();
    await client.post('/api/session', { username: 'keeper', password: PASSWORD }, { 'x-forwarded-for': INSIDE });
    const { body } = await client.get<AccessPage>(`/api/access-log?userId=${id}&kind=last-resort`);
    expect(body.entries.map(({ ip }) => ip)).toEqual([INSIDE, INSIDE]);
  });

  it('F13 changes its password from there as well, whatever strangers did to its sign-in', async () => {
    const client = portal.client();
    const from = { 'x-forwarded-for': INSIDE };
    await client.post('/api/session', { username: 'keeper', password: PASSWORD }, from);
    const next = 'a quite different long sentence';
    const change = { currentPassword: PASSWORD, newPassword: next };
    expect((await client.post('/api/session/password', change, from)).status).toBe(200);
    const back = { currentPassword: next, newPassword: PASSWORD };
    expect((await client.post('/api/session/password', back, from)).status).toBe(200);
  });

  it('F07 F13 has five tries from there, which lock nobody else out', async () => {
    await portal.query(`delete from attempt_counter`);
    await lockFrom(INSIDE, 'keeper');
    expect(await statusFrom(INSIDE, 'keeper')).toBe(401);
    expect(await statusFrom(OUTSIDE, 'keeper')).toBe(200);
  });

  it('F13 F14 its refusal from there is the one everybody gets', async () => {
    await portal.query(`delete from attempt_counter`);
    await lockFrom(INSIDE, 'keeper');
    const answers = [await tryFrom(INSIDE, 'keeper', PASSWORD), await tryFrom(INSIDE, 'nobody', PASSWORD)];
    expect(answers[0]?.body).toEqual(answers[1]?.body);
  });

  it('F13 an address that a client makes up before the proxy is not believed', async () => {
    await portal.query(`delete from attempt_counter`);
    await lockFrom(OUTSIDE, 'keeper');
    expect(await statusFrom(`${INSIDE}, ${OUTSIDE}`, 'keeper')).toBe(401);
    expect(await statusFrom(INSIDE, 'keeper')).toBe(200);
  });

  it('F13 an account whose password the directory keeps has no such counter', async () => {
    await portal.query(`delete from attempt_counter`);
    await portal.query(
      `update users set version = version + 1, account_type = 'INTEXTAUTH' where primary_id = 'keeper'`,
    );
    expect(await statusFrom(INSIDE, 'keeper')).toBe(401);
    expect(await portal.query(`select 1 from attempt_counter where secret = 'last-resort'`)).toEqual([]);
  });
});
