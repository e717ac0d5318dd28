import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import { applyToRecord, applyToRow } from '../../backend/src/contract/apply-change.js';
import type { Change } from '../../backend/src/contract/changes.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import { RESUME_LIMIT, WATCH_LIMIT } from '../../backend/src/contract/realtime.js';
import type { UserPage } from '../../backend/src/contract/user-list.js';
import { SYSTEM } from '../../backend/src/platform/database/actor.js';
import { UnitOfWork } from '../../backend/src/platform/database/unit-of-work.js';
import type { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { ask, follow, hear, send } from '../support/live.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { readRecord, saveFields } from '../support/records.js';

let portal: TestPortal;
let ada: ApiClient;
let grace: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
  grace = await portal.signedIn();
});
afterEach(() => {
  ada.close();
  grace.close();
});
afterAll(() => portal.stop());

describe('the live feed', () => {
  it('B03 brings what one saves to the screen of another, with old and new value', async () => {
    const frames = await follow(await grace.connect());
    const user = await ada.addUser();
    await saveFields(ada, user, { title: 'DR' });
    const changes = (): Change[] => frames.flatMap((frame) => frame.changes);
    await eventually(() => {
      expect(changes()).toMatchObject([
        { recordId: user.id, action: 'created', version: 1 },
        { recordId: user.id, action: 'updated', version: 2, fields: [{ field: 'title', before: null, after: 'DR' }] },
      ]);
    });
  });

  it('B03 F45 brings what was written without any bell, within the second look', async () => {
    const frames = await follow(await grace.connect());
    const { id } = await ada.addUser();
    await eventually(() => {
      expect(frames).toHaveLength(1);
    });
    await portal.query(
      `with n as (update change_counter set seq = seq + 1 returning seq)
      insert into change_log (seq, record_id, version, action, record_name, actor, source, record_type, account_type,
        status, fields) select seq, $1, 2, 'updated', 'X', 'X', 'API', 'PUBLIC', 'INTERNAL', 'ACTIVE', '[]' from n`,
      [id],
    );
    await eventually(() => {
      expect(frames[1]?.changes).toMatchObject([{ recordId: id, version: 2, source: 'API' }]);
    });
  });

  it('F33 carries no field the receiver may not see', async () => {
    const observer = await portal.signedIn([ROLE.researchObserver]);
    const [full, less] = [await follow(await ada.connect()), await follow(await observer.connect())];
    const user = await ada.addUser({ birthDate: '1980-02-29' });
    await saveFields(ada, user, { birthDate: '1981-03-01' });
    await eventually(() => {
      expect([full, less].map((frames) => frames.at(-1)?.changes.at(-1)?.version)).toEqual([2, 2]);
    });
    expect(JSON.stringify(full)).toContain('1981-03-01');
    expect(JSON.stringify(less)).not.toMatch(/birthDate|198/);
    observer.close();
  });
});

describe('coming back', () => {
  async function read(ids: string[]): Promise<UserPage> {
    return (await ada.post<UserPage>('/api/users/rows', { ids })).body;
  }

  it('F42 after three hundred missed changes list and record equal the server, and the feed goes on without a gap', async () => {
    const users = await Promise.all(Array.from({ length: 30 }, () => ada.addUser()));
    const ids = users.map(({ id }) => id);
    const list = await read(ids);
    const open = await readRecord(ada, ids[0] ?? '');
    for (let round = 0; round < 10; round += 1) {
      const values = { lastName: `Name ${String(round)}`, status: round % 2 === 0 ? 'INACTIVE' : 'ACTIVE' };
      await Promise.all(users.map(async ({ id }) => saveFields(ada, await readRecord(ada, id), values)));
    }
    const socket = await ada.connect();
    const frames = hear(socket, 'changes');
    const answer = await ask(socket, 'changes.resume', { since: list.seq });
    if (answer.resync) throw new Error('told to read everything again');
    expect([answer.from, answer.changes.length]).toEqual([list.seq, 300]);
    await saveFields(ada, await readRecord(ada, open.id), { title: 'DR' });
    await eventually(() => {
      expect(frames[0]?.from).toBe(answer.to);
    });
    const changes = [...answer.changes, ...frames.flatMap((frame) => frame.changes)];
    const now = await read(ids);
    const comparable = ({ updatedAt: _at, ...row }: UserPage['rows'][number]): object => row;
    const rows = list.rows.map((row) => {
      let copy = row;
      for (const change of changes.filter(({ recordId }) => recordId === row.id)) {
        const next = applyToRow(copy, change);
        if (next.state !== 'applied') throw new Error(next.state);
        copy = next.value;
      }
      return copy;
    });
    const byId = (one: { id: string }, other: { id: string }): number => one.id.localeCompare(other.id);
    expect(rows.sort(byId).map(comparable)).toEqual(now.rows.sort(byId).map(comparable));
    let record = open;
    for (const change of changes.filter(({ recordId }) => recordId === open.id)) {
      const next = applyToRecord(record, change);
      if (next.state !== 'applied') throw new Error(next.state);
      record = next.value;
    }
    const { updatedAt: _mine, seq: _seq, ...mine } = record;
    const { updatedAt: _theirs, seq: _now, ...theirs } = await readRecord(ada, open.id);
    expect(mine).toEqual(theirs);
  });

  it('F42 what is older than the limit, unknown or yet to come is to be read again', async () => {
    const { seq } = await ada.addUser();
    const socket = await ada.connect();
    const resumed = async (since: number | null): Promise<unknown> =>
      (await ask(socket, 'changes.resume', { since })).resync;
    await eventually(async () => {
      expect(await resumed(seq)).toBe(false);
    });
    expect(await resumed(null)).toBe(true);
    expect(await resumed(seq + 1_000_000)).toBe(true);
    const resyncs = hear(socket, 'resync');
    await portal.get(UnitOfWork).run(SYSTEM, (unit) => {
      const facets = { recordType: 'PUBLIC', accountType: 'INTERNAL', status: 'ACTIVE', unit: null } as const;
      const entry = { version: 2, action: 'updated', recordName: 'X', facets, fields: [] } as const;
      for (let at = 0; at < RESUME_LIMIT; at += 1) unit.changed({ ...entry, recordId: randomUUID() });
      return Promise.resolve();
    });
    await eventually(() => {
      expect(resyncs.at(-1)?.to).toBe(seq + RESUME_LIMIT);
    });
    expect(await resumed(seq)).toBe(false);
    await ada.addUser();
    await eventually(async () => {
      expect(await ask(socket, 'changes.resume', { since: seq })).toEqual({ resync: true, to: seq + RESUME_LIMIT + 1 });
    });
  });
});

describe('who may listen', () => {
  it('F26 a page of another site cannot open a socket with the cookie of its victim', async () => {
    const socket = io(portal.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { tabId: randomUUID() },
      extraHeaders: { cookie: ada.cookie, origin: 'https://evil.example.org' },
    });
    const refused = await new Promise((resolve) => {
      socket.on('connect', () => {
        resolve('connected');
      });
      socket.on('connect_error', (error) => {
        resolve(error.message);
      });
    });
    expect(refused).toBe('websocket error');
    socket.disconnect();
  });

  it('F31 a record that does not exist, or a room by its name, tells nothing', async () => {
    const { id } = await ada.addUser();
    const socket = await ada.connect();
    const unknown = randomUUID();
    expect(await ask(socket, 'records.watch', { recordIds: [id, unknown] })).toEqual({
      presence: [id, unknown].map((recordId) => ({ recordId, people: [] })),
      locks: [id, unknown].map((recordId) => ({ recordId, lock: null })),
    });
    for (const room of ['changes:full', `record:${id}:full`, '*', '']) {
      const answer = await send(socket, 'records.watch', { recordIds: [room] });
      expect(answer).toMatchObject({ ok: false, problem: { status: 400, code: 'request.invalid' } });
    }
    const tooMany = Array.from({ length: WATCH_LIMIT + 1 }, () => randomUUID());
    expect((await send(socket, 'records.watch', { recordIds: tooMany })).ok).toBe(false);
  });
});

describe('messages that keep to no contract', () => {
  const BAD: [string, unknown[]][] = [
    ['nothing', []],
    ['null', [null]],
    ['text', ['{"since":0}']],
    ['a list', [[1, 2]]],
    ['two messages', [{ since: 0 }, { since: 1 }]],
    ['a wrong type', [{ since: 'now' }]],
    ['a further key', [{ since: 0, room: 'changes:full' }]],
    ['bytes', [Buffer.from('x')]],
  ];

  it.each(BAD)('F36 F37 %s is refused to its sender alone', async (_, message) => {
    const socket = await ada.connect();
    const answer = await send(socket, 'changes.resume', ...message);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'request.invalid' } });
    expect(await ask(socket, 'records.watch', { recordIds: [] })).toEqual({ presence: [], locks: [] });
  });

  it.each(['__proto__', 'constructor'])('F36 a key named %s in a message pollutes nothing', async (key) => {
    const socket = await ada.connect();
    const message = JSON.parse(`{"since":null,"${key}":{"polluted":true,"prototype":{"polluted":true}}}`) as unknown;
    await send(socket, 'changes.resume', message);
    await send(socket, 'records.watch', message);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(await ask(socket, 'records.watch', { recordIds: [] })).toEqual({ presence: [], locks: [] });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'connection', 'no.such.event'])(
    'F36 an event named %s reaches no handler',
    async (event) => {
      const socket = await ada.connect();
      let answered = false;
      socket.emit(event as 'presence.leave', {}, () => {
        answered = true;
      });
      expect(await ask(socket, 'records.watch', { recordIds: [] })).toEqual({ presence: [], locks: [] });
      expect(answered).toBe(false);
    },
  );

  it('F37 a handler that fails answers its sender with a problem that says nothing of the inside', async () => {
    const socket = await ada.connect();
    await portal.query('alter table job rename to job_away');
    const answer = await send(socket, 'topic.watch', { topic: 'jobs', on: true });
    await portal.query('alter table job_away rename to job');
    expect(answer).toMatchObject({ ok: false, problem: { status: 500, code: 'server.error' } });
    expect(JSON.stringify(answer)).not.toContain('relation');
    expect((await ask(socket, 'topic.watch', { topic: 'jobs', on: true })).jobs).toEqual([]);
  });

  it('F37 a message without an acknowledgement, and one larger than any may be, hurt nobody else', async () => {
    const [loud, quiet] = [await ada.connect(), await grace.connect()];
    loud.emit('presence.set', null as never, undefined as never);
    expect(await ask(loud, 'records.watch', { recordIds: [] })).toEqual({ presence: [], locks: [] });
    loud.emit('records.watch', { recordIds: ['x'.repeat(100_000)] }, () => undefined);
    await eventually(() => {
      expect(loud.connected).toBe(false);
    });
    expect(quiet.connected).toBe(true);
    expect(await ask(quiet, 'records.watch', { recordIds: [] })).toEqual({ presence: [], locks: [] });
  });
});
