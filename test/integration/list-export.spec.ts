import { get } from 'node:http';
import { jest } from '@jest/globals';
import { LIST_COLUMNS } from '../../backend/src/contract/list-columns.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { Selection } from '../../backend/src/contract/selections.js';
import { Database } from '../../backend/src/platform/database/database.js';
import type { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { fillWithUsers } from '../support/many-users.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { saveSetting } from '../support/settings.js';

const MANY = 20_000;
const BOM = '\uFEFF';

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());

interface File {
  status: number;
  headers: Headers;
  text: string;
}

async function download(client: ApiClient, query: Record<string, string>): Promise<File> {
  const search = new URLSearchParams({ tab: 'users', ...query }).toString();
  const response = await fetch(`${portal.url}/api/users/export?${search}`, { headers: { cookie: client.cookie } });
  // Not `text()`, which takes the byte order mark off.
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, text: bytes.toString('utf8') };
}

async function lines(query: Record<string, string>, client = ada): Promise<string[]> {
  const { status, text } = await download(client, query);
  expect(status).toBe(200);
  expect(text.startsWith(BOM)).toBe(true);
  expect(text.endsWith('\r\n')).toBe(true);
  return text.slice(BOM.length, -2).split('\r\n');
}

describe('export', () => {
  it('B12 S005 writes what the list shows: its search, filters, order and columns', async () => {
    await ada.addUser({ primaryId: 'csv-2', firstName: 'Émile', lastName: 'Exported', recordType: 'STAFF' });
    await ada.addUser({ primaryId: 'csv-1', firstName: '山田', lastName: 'Exported', expiryDate: '2031-02-28' });
    await ada.addUser({ primaryId: 'csv-3', lastName: 'Elsewhere' });
    const query = { q: 'Exported', sort: 'primaryId', direction: 'desc' };
    await expect(lines({ ...query, columns: 'name,expiryDate,primaryId,email' })).resolves.toEqual([
      'name,expiryDate,primaryId,email',
      '"Exported, Émile",,csv-2,mary@example.org',
      '"Exported, 山田",2031-02-28,csv-1,mary@example.org',
    ]);
    await expect(lines({ ...query, recordType: 'STAFF', columns: 'name,recordType,status' })).resolves.toEqual([
      'name,recordType,status',
      '"Exported, Émile",STAFF,ACTIVE',
    ]);
    await expect(lines({ q: 'nobody at all', columns: 'name,status' })).resolves.toEqual(['name,status']);
  });

  it('B12 S024 writes names in the order the institution shows them', async () => {
    await saveSetting(ada, 'name_display', { order: 'first-last', inText: 'first-last', middleName: true });
    await expect(lines({ q: 'csv-1', by: 'identifier', columns: 'name,status' })).resolves.toEqual([
      'name,status',
      '山田 Exported,ACTIVE',
    ]);
    await saveSetting(ada, 'name_display', { order: 'last-first', inText: 'first-last', middleName: true });
  });

  it('B12 is a file with the day in its name that is stored nowhere', async () => {
    const { headers } = await download(ada, { q: 'Exported' });
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="users-\d{4}-\d\d-\d\d\.csv"$/u);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\uFF1D1', '\uFF0B1', '\uFF0D1', '\uFF20A1', '=cmd|" /C calc"!A0'])(
    'B12 F69 a cell that begins as a formula is text to a spreadsheet: %s',
    async (evil) => {
      const primaryId = `evil-${Buffer.from(evil).toString('hex')}`;
      await ada.addUser({
        primaryId,
        recordType: 'ORGANIZATION',
        lastName: evil,
        firstName: null,
        jobDescription: evil,
      });
      const [, line] = await lines({ q: primaryId, by: 'identifier', columns: 'name,jobDescription' });
      const cell = /["\n\r,]/u.test(evil) ? `"'${evil.replaceAll('"', '""')}"` : `'${evil}`;
      expect(line).toBe(`${cell},${cell}`);
    },
  );

  it.each(["'=1", "''@x", "'", "'a", '1=1'])(
    'B12 F69 and taking the apostrophe away gives back the original: %s',
    async (value) => {
      const primaryId = `back-${Buffer.from(value).toString('hex')}`;
      await ada.addUser({
        primaryId,
        recordType: 'ORGANIZATION',
        lastName: 'Back',
        firstName: null,
        jobDescription: value,
      });
      const [, line = ''] = await lines({ q: primaryId, by: 'identifier', columns: 'name,jobDescription' });
      expect(line.replace('Back,', '').replace(/^'(?='*[=+\-@])/u, '')).toBe(value);
    },
  );

  it.each(['\t=1', '\r=1'])('B12 F69 so is one that begins with a blank sign a feed left there', async (evil) => {
    const { id } = await ada.addUser({ primaryId: `blank-${String(evil.charCodeAt(0))}`, lastName: 'Blank' });
    await portal.query('update users set version = version + 1, user_group = $2 where id = $1', [id, evil]);
    const { text } = await download(ada, { q: 'Blank', columns: 'name,userGroup' });
    expect(text).toContain(`'${evil}`);
  });

  it('B12 F65 quotes, line breaks and markup stay in their cell', async () => {
    const name = 'a","b<img src=x onerror=alert(1)>';
    await ada.addUser({ primaryId: 'quoted', recordType: 'ORGANIZATION', lastName: name, firstName: null });
    const { text } = await download(ada, { q: 'quoted', by: 'identifier', columns: 'name,status' });
    expect(text).toBe(`${BOM}name,status\r\n"a"",""b<img src=x onerror=alert(1)>",ACTIVE\r\n`);
  });

  it('B12 S001 needs the right to see users, and leaves out what the reader may not see', async () => {
    const columns = LIST_COLUMNS.join(',');
    const observer = await portal.signedIn([ROLE.researchObserver]);
    const [head] = await lines({ q: 'csv-1', by: 'identifier', columns }, observer);
    expect(head?.split(',')).toEqual(LIST_COLUMNS.filter((column) => column !== 'notes'));
    const [whole] = await lines({ q: 'csv-1', by: 'identifier', columns });
    expect(whole?.split(',')).toEqual([...LIST_COLUMNS]);
    const patron = await portal.signedIn([ROLE.patron]);
    expect((await download(patron, {})).status).toBe(403);
    expect((await download(portal.client(), {})).status).toBe(401);
  });

  it.each(['columns=status,name', 'columns=name,password', 'columns=name,name', 'columns=', 'limit=5', 'selection=1'])(
    'B12 F51 the query %s is refused',
    async (query) => {
      expect((await ada.get(`/api/users/export?${query}`)).status).toBe(400);
    },
  );

  it('B12 writes a selection and nobody else, for its maker alone', async () => {
    const rows = await portal.query<{ id: string }>(`select id from users where primary_id in ('csv-1', 'csv-3')`);
    const made = await ada.post<Selection>('/api/users/selections', { ids: rows.map(({ id }) => id) });
    const query = { selection: made.body.id, columns: 'name,primaryId', sort: 'primaryId' };
    await expect(lines(query)).resolves.toEqual([
      'name,primaryId',
      '"Exported, 山田",csv-1',
      '"Elsewhere, Mary",csv-3',
    ]);
    expect((await download(await portal.signedIn(), query)).status).toBe(404);
  });
});

describe('export of many users', () => {
  beforeAll(async () => {
    await portal.stop();
    portal = await startTestPortal();
    await fillWithUsers(portal, MANY);
    ada = await portal.signedIn();
  });

  it('B12 has every user once, in the order of the list', async () => {
    const [, ...rows] = await lines({ columns: 'name,primaryId', sort: 'primaryId' });
    const ids = rows.map((line) => line.slice(line.lastIndexOf(',') + 1));
    expect(ids.length).toBeGreaterThan(MANY);
    expect(new Set(ids).size).toBe(ids.length);
    const inOrder = await portal.query<{ id: string }>(
      `select primary_id as id from users order by primary_id_key collate "C"`,
    );
    expect(ids).toEqual(inOrder.map(({ id }) => id));
  });

  it('B12 asks the database no faster than the reader reads, and no more when the reader has gone', async () => {
    const all = Math.ceil(MANY / 500);
    // So much that it cannot all lie in the buffers between the portal and a reader who does not read.
    await portal.query(`update users set version = version + 1, job_description = repeat('x', 2000)`);
    const query = jest.spyOn(portal.get(Database), 'query');
    const reads = (): number => query.mock.calls.filter(([text]) => text.includes('sortKey')).length;
    const columns = LIST_COLUMNS.join(',');
    const request = get(`${portal.url}/api/users/export?tab=users&columns=${columns}`, {
      headers: { cookie: ada.cookie },
    });
    const begun = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
      request.once('response', resolve).once('error', reject);
    });
    begun.once('readable', () => undefined);
    // Nobody reads: what fits into the buffers on the way is all that is asked for.
    await settled(reads);
    const held = reads();
    expect(held).toBeLessThan(all / 2);
    request.once('error', () => undefined);
    request.destroy();
    await settled(reads);
    expect(reads()).toBeLessThanOrEqual(held + 2);
    query.mockRestore();
    const idle = await portal.query<{ state: string }>(
      `select state from pg_stat_activity where datname = current_database() and query like '%sortKey%' and state <> 'idle'
       and pid <> pg_backend_pid()`,
    );
    expect(idle).toEqual([]);
  });

  it('B12 the far end of an export costs what its beginning costs: memory does not grow with the file', async () => {
    const response = await fetch(`${portal.url}/api/users/export?tab=users`, { headers: { cookie: ada.cookie } });
    let most = 0;
    let bytes = 0;
    for await (const part of response.body ?? []) {
      bytes += part.length;
      most = Math.max(most, part.length);
    }
    expect(bytes).toBeGreaterThan(MANY * 40);
    expect(most).toBeLessThan(bytes / 10);
  });
});

/** Waits until a number has stopped to grow. */
async function settled(count: () => number): Promise<void> {
  let before = -1;
  let same = 0;
  await eventually(() => {
    const now = count();
    same = now === before ? same + 1 : 0;
    before = now;
    expect(same).toBeGreaterThan(20);
  }, 20_000);
}
