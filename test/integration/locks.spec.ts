import { randomUUID } from 'node:crypto';
import type { RecordLock } from '../../backend/src/contract/realtime.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { Lease } from '../../backend/src/locks/locks.service.js';
import { LocksService } from '../../backend/src/locks/locks.service.js';
import type { Actor } from '../../backend/src/platform/database/actor.js';
import { SYSTEM } from '../../backend/src/platform/database/actor.js';
import { UnitOfWork } from '../../backend/src/platform/database/unit-of-work.js';
import { UserWriter } from '../../backend/src/users/user-writer.js';
import type { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { ask, hear } from '../support/live.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { listed, listPage, readRecord, saveFields } from '../support/records.js';

const JOB: Actor = { ...SYSTEM, name: 'Nightly feed', source: 'FEED' };
const REQUEST = {
  kind: 'job',
  holderId: null,
  holder: 'Nightly feed',
  reason: 'synchronise',
  jobId: randomUUID(),
} as const;

let portal: TestPortal;
let ada: ApiClient;
let user: UserRecord;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
beforeEach(async () => {
  user = await ada.addUser();
});
afterAll(async () => {
  ada.close();
  await portal.stop();
});

async function lock(...ids: string[]): Promise<Lease> {
  const lease = await portal.get(LocksService).acquire(JOB, ids, REQUEST);
  if (lease === null) throw new Error('nothing could be locked');
  return lease;
}

function release({ token }: Lease): Promise<void> {
  return portal.get(UnitOfWork).run({ ...JOB, token }, (unit) => portal.get(LocksService).release(unit, token));
}

/** Writes as the holder of a lease does: with its token. */
function writeAs(token: string | null, title: string): Promise<void> {
  return portal.get(UnitOfWork).run({ ...JOB, token }, async (unit) => {
    const { version } = await readRecord(ada, user.id);
    const operations = [{ op: 'set', field: 'title', value: title }] as const;
    await portal.get(UserWriter).save(unit, user.id, { baseVersion: version, operations: [...operations] });
  });
}

/** As if the holder had not been heard of: its lease ran out by the database's clock. */
async function runOut({ token }: Lease): Promise<void> {
  await portal.query(`update record_lock set expires_at = clock_timestamp() - interval '1 millisecond' where id = $1`, [
    token,
  ]);
}

describe('a record that a job holds', () => {
  it('F41 can be read but not saved, and the refusal says who holds it, why and since when', async () => {
    const lease = await lock(user.id);
    const shown = {
      token: lease.token,
      kind: 'job',
      holder: 'Nightly feed',
      reason: 'synchronise',
      jobId: REQUEST.jobId,
      acquiredAt: expect.any(String),
      expiresAt: expect.any(String),
    };
    const refused = await saveFields(ada, user, { title: 'DR' });
    expect([refused.status, refused.body.code]).toEqual([423, 'record.locked']);
    expect(refused.body.lock).toEqual(shown);
    expect(await readRecord(ada, user.id)).toMatchObject({ lock: shown, title: null, version: 1 });
    const [row] = (await listPage(ada, { q: user.primaryId, by: 'identifier' })).rows;
    expect(row?.lock).toEqual(shown);
    expect(await listed(ada, { held: 'yes' })).toContain(user.primaryId);
    expect(await listed(ada, { held: 'no', q: user.primaryId, by: 'identifier' })).toEqual([]);
    await release(lease);
    expect(await readRecord(ada, user.id)).toMatchObject({ lock: null });
    expect((await saveFields(ada, user, { title: 'DR' })).status).toBe(200);
  });

  it('F41 is written by its holder, who goes through the same door', async () => {
    const lease = await lock(user.id);
    await writeAs(lease.token, 'DR');
    expect(await readRecord(ada, user.id)).toMatchObject({ title: 'DR', version: 2, lock: { token: lease.token } });
    await release(lease);
  });

  it('F41 cannot be written with another token, nor with one that was given back', async () => {
    const lease = await lock(user.id);
    const refusal = { problem: { code: 'record.locked' } };
    await expect(writeAs('999999', 'DR')).rejects.toMatchObject(refusal);
    await release(lease);
    await expect(writeAs(lease.token, 'DR')).rejects.toMatchObject(refusal);
    expect((await readRecord(ada, user.id)).version).toBe(1);
  });

  it('F41 whose lease has run out is free for others, and its late holder is stopped at the next write', async () => {
    const lease = await lock(user.id);
    await runOut(lease);
    expect(await readRecord(ada, user.id)).toMatchObject({ lock: null });
    expect((await saveFields(ada, user, { title: 'DR' })).status).toBe(200);
    await expect(writeAs(lease.token, 'late')).rejects.toMatchObject({ problem: { code: 'record.locked' } });
    expect(await portal.get(LocksService).renew(JOB, lease.token)).toBe(false);
    expect((await readRecord(ada, user.id)).title).toBe('DR');
  });

  it('F41 stays held as long as its lease is renewed', async () => {
    const lease = await lock(user.id);
    const expiry = async (): Promise<string | undefined> => (await readRecord(ada, user.id)).lock?.expiresAt;
    const before = await expiry();
    expect(await portal.get(LocksService).renew(JOB, lease.token)).toBe(true);
    expect(Date.parse((await expiry()) ?? '')).toBeGreaterThan(Date.parse(before ?? ''));
    await release(lease);
  });
});

describe('taking records', () => {
  it('F86 leaves out what another job holds, and takes what is free', async () => {
    const other = await ada.addUser();
    const first = await lock(user.id);
    const second = await lock(user.id, other.id);
    expect([second.taken, second.busy]).toEqual([[other.id], [user.id]]);
    expect(await portal.get(LocksService).acquire(JOB, [user.id, other.id], REQUEST)).toBeNull();
    await release(first);
    await release(second);
    const third = await lock(user.id, other.id);
    expect(third.busy).toEqual([]);
    await release(third);
  });

  it('F86 does not wait for a record that is being saved', async () => {
    const other = await ada.addUser();
    const unitOfWork = portal.get(UnitOfWork);
    await unitOfWork.run(SYSTEM, async (unit) => {
      await unit.sql('select 1 from users where id = $1 for no key update', [user.id]);
      const lease = await lock(user.id, other.id);
      expect([lease.taken, lease.busy]).toEqual([[other.id], [user.id]]);
      await release(lease);
    });
  });

  it('F86 of two jobs that ask at once, each record goes to exactly one', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, async () => (await ada.addUser()).id));
    const leases = await Promise.all([1, 2, 3, 4].map(() => portal.get(LocksService).acquire(JOB, ids, REQUEST)));
    const taken = leases.flatMap((lease) => lease?.taken ?? []);
    expect(new Set(taken).size).toBe(taken.length);
    for (const lease of leases) if (lease !== null) await release(lease);
  });

  it('F85 a save and a lock at the same moment: what the holder has seen is not changed behind it', async () => {
    for (let round = 0; round < 15; round += 1) {
      const record = await ada.addUser();
      const [saved, seen] = await Promise.all([
        saveFields(ada, record, { title: 'DR' }),
        portal
          .get(LocksService)
          .acquire(JOB, [record.id], REQUEST)
          .then(async (lease) => {
            const { version } = await readRecord(ada, record.id);
            return { lease, version };
          }),
      ]);
      expect([200, 423]).toContain(saved.status);
      if (seen.lease === null) continue;
      expect((await readRecord(ada, record.id)).version).toBe(seen.version);
      await release(seen.lease);
    }
  });
});

describe('who has the record on screen', () => {
  /** Everything the socket has been told about locks so far. */
  async function watching(): Promise<() => RecordLock[]> {
    const socket = await ada.connect();
    const messages = hear(socket, 'locks');
    await ask(socket, 'records.watch', { recordIds: [user.id] });
    return () => messages.flatMap(({ locks }) => locks);
  }

  it('F41 is told that it is held and that it is free again', async () => {
    const heard = await watching();
    const lease = await lock(user.id);
    await eventually(() => {
      expect(heard().at(-1)).toMatchObject({ recordId: user.id, lock: { token: lease.token, holder: 'Nightly feed' } });
    });
    await release(lease);
    await eventually(() => {
      expect(heard().at(-1)).toEqual({ recordId: user.id, lock: null });
    });
    expect(heard()).toHaveLength(2);
  });

  it('F41 is told when the lease runs out, although nobody gave it back', async () => {
    const heard = await watching();
    const lease = await lock(user.id);
    await eventually(() => {
      expect(heard()).toHaveLength(1);
    });
    await runOut(lease);
    await eventually(() => {
      expect(heard().at(-1)).toEqual({ recordId: user.id, lock: null });
    });
  });

  it('F41 hears at once what was held before, and nothing of records it does not show', async () => {
    const heard = await watching();
    const other = await ada.addUser();
    const lease = await lock(other.id);
    const socket = await ada.connect();
    await eventually(async () => {
      const { locks } = await ask(socket, 'records.watch', { recordIds: [other.id] });
      expect(locks).toMatchObject([{ recordId: other.id, lock: { token: lease.token } }]);
    });
    expect(heard()).toHaveLength(0);
    await release(lease);
  });
});
