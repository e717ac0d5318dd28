import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import type { Dashboard } from '../../backend/src/contract/dashboard.js';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { Person, PresenceUpdate, RecordPresence } from '../../backend/src/contract/realtime.js';
import { PresenceService } from '../../backend/src/presence/presence.service.js';
import { GRACE_MS, TAB_LIVES_MS } from '../../backend/src/presence/presence-state.js';
import type { ApiClient, LiveSocket } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { ask, hear } from '../support/live.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';

let portal: TestPortal;
let ada: ApiClient;
let grace: ApiClient;
let observer: ApiClient;
let recordId: string;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
  grace = await portal.signedIn();
  observer = await portal.signedIn([ROLE.researchObserver]);
});
beforeEach(async () => {
  recordId = (await ada.addUser()).id;
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const client of [ada, grace, observer]) client.close();
});
afterAll(() => portal.stop());

function at(update: Partial<PresenceUpdate> = {}): PresenceUpdate {
  return { place: 'record', recordId, mode: 'viewing', field: null, ...update };
}

async function idOf(client: ApiClient): Promise<string> {
  return (await client.get<{ userId: string }>('/api/session')).body.userId;
}

/** A tab on the record that collects what it is told of the others there. */
async function watching(
  client: ApiClient,
): Promise<{ socket: LiveSocket; now: () => Person[] | undefined; heard: RecordPresence[] }> {
  const socket = await client.connect();
  const heard = hear(socket, 'presence');
  await ask(socket, 'records.watch', { recordIds: [recordId] });
  return { socket, heard, now: () => heard.at(-1)?.people };
}

async function people(client: ApiClient): Promise<Person[]> {
  const { presence } = await ask(await client.connect(), 'records.watch', { recordIds: [recordId] });
  return presence[0]?.people ?? [];
}

/** The monotonic clock by which tabs are forgotten jumps ahead; everything else goes on as before. */
function later(ms: number): void {
  const real = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => real() + ms);
}

describe('who is on a record', () => {
  it('B01 is seen by the others there, with what they do and in which field', async () => {
    const { now } = await watching(ada);
    const tabId = randomUUID();
    const socket = await grace.connect(tabId);
    await ask(socket, 'presence.set', at());
    await eventually(() => {
      expect(now()).toMatchObject([{ tabId, mode: 'viewing', field: null }]);
    });
    await ask(socket, 'presence.set', at({ mode: 'editing', field: 'firstName' }));
    await eventually(() => {
      expect(now()).toMatchObject([{ tabId, mode: 'editing', field: 'firstName' }]);
    });
    expect(now()?.[0]).toMatchObject({ userId: await idOf(grace), name: expect.stringContaining('Tester') });
  });

  it('B01 is told to who comes later, at once', async () => {
    await ask(await grace.connect(), 'presence.set', at({ mode: 'editing', field: 'title' }));
    expect(await people(ada)).toMatchObject([{ mode: 'editing', field: 'title' }]);
  });

  it('B01 is not told to who shows other records', async () => {
    const { heard } = await watching(ada);
    const other = (await ada.addUser()).id;
    const socket = await grace.connect();
    await ask(socket, 'presence.set', at({ recordId: other }));
    await ask(socket, 'presence.set', at());
    await eventually(() => {
      expect(heard).toHaveLength(1);
    });
    expect(heard[0]?.recordId).toBe(recordId);
  });

  it('B01 leaves at once when the page says so, or goes to another record', async () => {
    const { now } = await watching(ada);
    const socket = await grace.connect();
    await ask(socket, 'presence.set', at());
    await eventually(() => {
      expect(now()).toHaveLength(1);
    });
    await ask(socket, 'presence.set', at({ recordId: null, place: 'users' }));
    await eventually(() => {
      expect(now()).toEqual([]);
    });
    await ask(socket, 'presence.set', at());
    await ask(socket, 'presence.leave', {});
    expect(await people(observer)).toEqual([]);
  });

  it('B01 F33 a focus on a field the reader may not see does not reach them', async () => {
    const [full, less] = [await watching(ada), await watching(observer)];
    await ask(await grace.connect(), 'presence.set', at({ mode: 'editing', field: 'birthDate' }));
    await eventually(() => {
      expect(full.now()).toMatchObject([{ mode: 'editing', field: 'birthDate' }]);
      expect(less.now()).toMatchObject([{ mode: 'editing', field: null }]);
    });
    expect(JSON.stringify(less.heard)).not.toContain('birthDate');
  });

  it('B01 never refuses a write and is no part of the change log', async () => {
    const seq = async (): Promise<unknown> => portal.query('select seq from change_counter');
    const before = await seq();
    await ask(await grace.connect(), 'presence.set', at({ mode: 'editing', field: 'title' }));
    expect(await seq()).toEqual(before);
    const operations = [{ op: 'set', field: 'title', value: 'DR' }];
    expect((await ada.patch(`/api/users/${recordId}`, { baseVersion: 1, operations })).status).toBe(200);
  });
});

describe('connections that break', () => {
  it('F44 a person in twelve tabs is one person on the dashboard', async () => {
    const me = await idOf(grace);
    for (let tab = 0; tab < 12; tab += 1) {
      await ask(await grace.connect(), 'presence.set', at({ recordId: tab === 5 ? recordId : null, place: 'users' }));
    }
    await eventually(async () => {
      const { body } = await ada.get<Dashboard>('/api/dashboard');
      const lines = body.online.filter(({ userId }) => userId === me);
      expect(lines).toMatchObject([{ recordId, recordName: 'Somerville, Mary' }]);
    });
    expect(new Set((await people(ada)).map(({ userId }) => userId))).toEqual(new Set([me]));
  });

  it('F44 who crashed is gone after the grace period, and not before', async () => {
    const { now } = await watching(ada);
    const socket = await grace.connect();
    await ask(socket, 'presence.set', at());
    socket.disconnect();
    expect(GRACE_MS).toBeLessThan(15_000);
    expect(await people(observer)).toHaveLength(1);
    later(GRACE_MS + 1);
    await eventually(() => {
      expect(now()).toEqual([]);
    });
  });

  it('F44 who is not heard of for longer than any renewal takes is gone, connection or not', async () => {
    const { now } = await watching(ada);
    await ask(await grace.connect(), 'presence.set', at());
    await eventually(() => {
      expect(now()).toHaveLength(1);
    });
    later(TAB_LIVES_MS + 1);
    await eventually(() => {
      expect(now()).toEqual([]);
    });
  });

  it('F44 a tab that comes back in time never blinks, even when its old connection is given up late', async () => {
    const tabId = randomUUID();
    const { heard } = await watching(ada);
    const before = await grace.connect(tabId);
    await ask(before, 'presence.set', at());
    const after = await grace.connect(tabId);
    await ask(after, 'presence.set', at());
    // Somebody who does not come back shows that the sweep has run.
    const witness = await observer.connect();
    await ask(witness, 'presence.set', at());
    await eventually(() => {
      expect(heard.at(-1)?.people).toHaveLength(2);
    });
    before.disconnect();
    witness.disconnect();
    await eventually(() => {
      expect(
        portal
          .get(PresenceService)
          .tabs()
          .filter(({ goneAt }) => goneAt !== null),
      ).toHaveLength(1);
    });
    later(GRACE_MS + 1);
    await eventually(() => {
      expect(heard.at(-1)?.people.map((person) => person.tabId)).toEqual([tabId]);
    });
    expect(heard.every(({ people: seen }) => seen.some((person) => person.tabId === tabId))).toBe(true);
  });
});
