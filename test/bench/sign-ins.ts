import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'pg';
import { addAccounts, PASSWORD } from './fill.js';
import { percentile } from './statistics.js';

const WRONG = 'wrong horse battery staple';
/** One less than lock an account. */
const TRIES = 4;
const LOCKING_TRIES = 5;
const SIGN_INS_AT_ONCE = 500;
const UNTHROTTLED = `insert into setting (name, value, version, updated_by) values
  ('sign_in_refusals_per_address_per_minute', '10000', 1, 'Bench'), ('sign_in_refusals_per_minute', '10000', 1, 'Bench')
on conflict do nothing`;

/** Refused sign-ins of one kind: milliseconds from the request to the whole answer. */
export interface Refusals {
  because: string;
  timings: number;
  p50: number;
  p95: number;
}

/** Many sign-ins at once, and what became of the health page meanwhile (milliseconds). */
export interface Rush {
  signIns: number;
  answered: number;
  sentAway: number;
  seconds: number;
  health: { answers: number; p50: number; p99: number };
}

async function signIn(url: string, username: string, password: string): Promise<number> {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  await response.arrayBuffer();
  return response.status;
}

async function timed(work: () => Promise<number>, status: number): Promise<number> {
  const begin = performance.now();
  const answer = await work();
  if (answer !== status) throw new Error(`${answer} came instead of ${status}`);
  return performance.now() - begin;
}

interface Kind {
  because: string;
  password: string;
  nameOf: (timing: number) => string;
}

/** Accounts that are refused for every reason there is. An account with tries left is asked no more often than it has. */
async function makeKinds(client: Client, url: string, timings: number): Promise<Kind[]> {
  const many = Array.from({ length: Math.ceil(timings / TRIES) }, (_, at) => `bench-known-${at + 1}`);
  const [locked, inactive, expired] = ['bench-locked', 'bench-inactive', 'bench-expired'];
  await addAccounts(client, [...many, locked, inactive, expired]);
  await client.query(`update users set version = version + 1, status = 'INACTIVE' where primary_id = $1`, [inactive]);
  await client.query(`update users set version = version + 1, expiry_date = current_date - 1 where primary_id = $1`, [
    expired,
  ]);
  // All of them come from one address, and that it is slowed is not what is measured. Nodes read settings every second.
  await client.query(UNTHROTTLED);
  await wait(2000);
  for (let time = 0; time < LOCKING_TRIES; time += 1) await signIn(url, locked, WRONG);
  return [
    { because: 'nobody has the name', password: PASSWORD, nameOf: (timing) => `bench-nobody-${timing}` },
    { because: 'the password is wrong', password: WRONG, nameOf: (timing) => many[Math.floor(timing / TRIES)] ?? '' },
    { because: 'the account is locked', password: PASSWORD, nameOf: () => locked },
    { because: 'the account is inactive', password: PASSWORD, nameOf: () => inactive },
    { because: 'the account has expired', password: PASSWORD, nameOf: () => expired },
  ];
}

/** Times one of every kind at once, in another order each time, so that none is always first (F14). */
export async function measureRefusals(client: Client, url: string, timings: number): Promise<Refusals[]> {
  const kinds = await makeKinds(client, url, timings);
  const taken = kinds.map((): number[] => []);
  for (let timing = 0; timing < timings; timing += 1) {
    const first = timing % kinds.length;
    const order = [...kinds.keys()].map((at) => (at + first) % kinds.length);
    await Promise.all(
      order.map(async (at) => {
        const kind = kinds[at];
        if (kind === undefined) return;
        taken[at]?.push(await timed(() => signIn(url, kind.nameOf(timing), kind.password), 401));
      }),
    );
  }
  return kinds.map(({ because }, at) => {
    const milliseconds = taken[at] ?? [];
    return { because, timings, p50: percentile(milliseconds, 0.5), p95: percentile(milliseconds, 0.95) };
  });
}

/** Hundreds sign in at once, while somebody asks the health page one time after the other (F24). */
export async function measureRush(url: string): Promise<Rush> {
  const begin = performance.now();
  let isOver = false;
  const rush = Promise.all(
    Array.from({ length: SIGN_INS_AT_ONCE }, (_, at) => signIn(url, `bench-nobody-${at}`, PASSWORD)),
  ).finally(() => {
    isOver = true;
  });
  const taken: number[] = [];
  const askHealth = async (): Promise<void> => {
    const milliseconds = await timed(async () => (await fetch(`${url}/api/health`)).status, 200);
    taken.push(milliseconds);
    if (!isOver) await askHealth();
  };
  const [statuses] = await Promise.all([rush, askHealth()]);
  const sentAway = statuses.filter((status) => status === 503).length;
  return {
    signIns: SIGN_INS_AT_ONCE,
    answered: SIGN_INS_AT_ONCE - sentAway,
    sentAway,
    seconds: (performance.now() - begin) / 1000,
    health: { answers: taken.length, p50: percentile(taken, 0.5), p99: percentile(taken, 0.99) },
  };
}
