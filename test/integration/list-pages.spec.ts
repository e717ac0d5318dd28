import { SORTS } from '../../backend/src/contract/user-list.js';
import type { UserPage } from '../../backend/src/contract/user-list.js';
import type { ApiClient } from '../support/api-client.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { listPage } from '../support/records.js';

const COUNT = 37;
const NAMES = ['Ångström', 'Angstrom', 'angstrom', 'Ōno', '王', 'Ｗｉｄｅ', 'Zulu', "O'Neil", 'de Souza', '🦊'];

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
  for (let at = 0; at < COUNT; at += 1) {
    const lastName = NAMES[at % NAMES.length] ?? '';
    await ada.addUser({
      recordType: 'CONTACT',
      primaryId: `page-${String((at * 7) % COUNT).padStart(2, '0')}`,
      lastName,
    });
  }
  await portal.query(
    `update users set version = version + 1, status_date = date '2026-01-01' + (primary_id_key collate "C" < 'page-2')::int`,
  );
});
afterAll(() => portal.stop());

function page(query: Record<string, string>): Promise<UserPage> {
  return listPage(ada, { recordType: 'CONTACT', limit: '5', ...query });
}

function idsOf({ rows }: UserPage): string[] {
  return rows.map((row) => row.primaryId);
}

/** Walks from the first page as long as there is a next one. */
async function walk(query: Record<string, string>): Promise<UserPage[]> {
  const pages = [await page(query)];
  for (let next = pages[0]?.next; typeof next === 'string'; next = pages.at(-1)?.next) {
    pages.push(await page({ ...query, cursor: next }));
  }
  return pages;
}

const ORDERS = SORTS.flatMap((sort) => (['asc', 'desc'] as const).map((direction) => ({ sort, direction })));

describe('pages', () => {
  it.each(ORDERS)('S005 F64 sorted by $sort $direction show every user once, there and back', async (query) => {
    const pages = await walk(query);
    const forth = pages.flatMap(idsOf);
    expect(forth).toHaveLength(COUNT);
    expect(new Set(forth).size).toBe(COUNT);
    const back: string[][] = [];
    for (let cursor = pages.at(-1)?.previous; typeof cursor === 'string';) {
      const before = await page({ ...query, cursor });
      back.unshift(idsOf(before));
      cursor = before.previous;
    }
    expect(back).toEqual(pages.slice(0, -1).map(idsOf));
  });

  it.each(SORTS)('S005 F64 sorting by %s upwards and downwards are each other in reverse', async (sort) => {
    const up = (await walk({ sort, direction: 'asc' })).flatMap(idsOf);
    const down = (await walk({ sort, direction: 'desc' })).flatMap(idsOf);
    expect(down).toEqual([...up].reverse());
  });

  it('S005 the first page has nothing before it, the last nothing after it', async () => {
    const pages = await walk({});
    expect(pages.map(({ previous }) => previous !== null)).toEqual(pages.map((_, at) => at > 0));
    expect(pages.map(({ next }) => next !== null)).toEqual(pages.map((_, at) => at < pages.length - 1));
  });

  it('S005 a page holds as many rows as asked for, and says how many there are in all', async () => {
    expect(idsOf(await page({ limit: '36' }))).toHaveLength(36);
    const whole = await page({ limit: '37' });
    expect([whole.rows.length, whole.next, whole.total]).toEqual([COUNT, null, { value: COUNT, exact: true }]);
    expect((await page({ q: 'zulu' })).total).toEqual({ value: 4, exact: true });
  });

  it('S005 users that come and go before a page do not shift it', async () => {
    const first = await page({ sort: 'primaryId' });
    const second = idsOf(await page({ sort: 'primaryId', cursor: first.next ?? '' }));
    const { id } = await ada.addUser({ recordType: 'CONTACT', primaryId: 'page-00-earlier' });
    expect(idsOf(await page({ sort: 'primaryId', cursor: first.next ?? '' }))).toEqual(second);
    await portal.query('delete from users where id = $1', [id]);
    await portal.query(`delete from users where primary_id = 'page-00'`);
    expect(idsOf(await page({ sort: 'primaryId', cursor: first.next ?? '' }))).toEqual(second);
  });

  it('S005 a cursor of another order, or one that was tampered with, is refused', async () => {
    const { next } = await page({ sort: 'primaryId' });
    const path = (query: string): string => `/api/users?tab=users&limit=5&cursor=${next ?? ''}&${query}`;
    expect((await ada.get(path('sort=primaryId'))).status).toBe(200);
    expect((await ada.get(path('sort=name'))).status).toBe(400);
    expect((await ada.get(path('sort=primaryId&direction=desc'))).status).toBe(400);
    const forged = Buffer.from(
      JSON.stringify({ sort: 'statusDate', direction: 'asc', side: 'after', key: 'x', id: 'y' }),
    );
    expect((await ada.get(`/api/users?sort=statusDate&cursor=${forged.toString('base64url')}`)).status).toBe(400);
  });
});
