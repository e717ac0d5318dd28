import { Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { v7 } from 'uuid';
import { SYSTEM } from '../../backend/src/platform/database/actor.js';
import type { LogEntry } from '../../backend/src/platform/database/change-log.js';
import type { Statement } from '../../backend/src/platform/database/statement.js';
import type { Unit } from '../../backend/src/platform/database/unit-of-work.js';
import { UnitOfWork } from '../../backend/src/platform/database/unit-of-work.js';
import { Doorbell } from '../../backend/src/realtime/doorbell.js';
import type { ApiClient } from '../support/api-client.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { saveFields } from '../support/records.js';
import { adding, save } from '../support/rows.js';

const PUT = 'insert into scratch (word) values ($1)';
/** Fails once, and then no more: a sequence is not rolled back. */
const FAIL_FIRST = `do $$ begin
  if nextval('tries') = 1 then raise exception 'injected' using errcode = '40001'; end if;
end $$`;

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
  await portal.query('create table scratch (word text primary key deferrable initially deferred)');
});
beforeEach(() => portal.query('truncate scratch'));
afterAll(() => portal.stop());

function run<T>(work: (unit: Unit) => Promise<T> | T): Promise<T> {
  return portal.get(UnitOfWork).run(SYSTEM, async (unit) => work(unit));
}

function of(text: string, ...parameters: unknown[]): Statement {
  return { text: () => text, parameters };
}

function entry(): LogEntry {
  const facets = { recordType: 'PUBLIC', accountType: 'INTERNAL', status: 'ACTIVE', unit: null } as const;
  return { recordId: v7(), version: 2, action: 'updated', recordName: 'Somerville, Mary', facets, fields: [] };
}

/** What a unit leaves behind: the words it wrote and the entries of the log. */
async function written(): Promise<{ words: string[]; entries: number }> {
  const words = await portal.query<{ word: string }>('select word from scratch order by word');
  const [log] = await portal.query<{ entries: number }>('select count(*)::int as entries from change_log');
  return { words: words.map(({ word }) => word), entries: log?.entries ?? -1 };
}

/** How a unit fails: its SQLSTATE, what is there afterwards, and how often somebody was told. */
async function failureOf(work: (unit: Unit) => void): Promise<{ code: unknown; left: unknown; told: number }> {
  const bell = jest.spyOn(portal.get(Doorbell), 'changed');
  const outcome = await run(work).catch((error: unknown) => error);
  const told = bell.mock.calls.length;
  bell.mockRestore();
  return { code: (outcome as { code?: unknown } | undefined)?.code, left: await written(), told };
}

describe('what a unit sends and does not wait for', () => {
  it('S087 is committed with it', async () => {
    const before = await written();
    await run((unit) => {
      unit.send([of(PUT, 'sent')]);
      unit.changed(entry());
    });
    expect(await written()).toEqual({ words: ['sent'], entries: before.entries + 1 });
  });

  it('S087 F95 fails it with its own reason, and nothing is written or told', async () => {
    const left = await written();
    const failure = await failureOf((unit) => {
      unit.send([of(PUT, 'first')]);
      unit.send([of('select 1 / $1::int', 0)]);
      unit.send([of(PUT, 'last')]);
      unit.changed(entry());
    });
    expect(failure).toEqual({ code: '22012', left, told: 0 });
  });

  it('F97 makes it run again when the database says that it may', async () => {
    await portal.query('create sequence tries');
    const before = await written();
    const work = jest.fn((unit: Unit) => {
      unit.send([of(PUT, 'once')]);
      unit.send([of(FAIL_FIRST)]);
      unit.changed(entry());
    });
    await run(work);
    expect(work).toHaveBeenCalledTimes(2);
    expect(await written()).toEqual({ words: ['once'], entries: before.entries + 1 });
  });
});

describe('a commit', () => {
  it.each(['seen', 'unseen'])('S087 behind a failure that the work has %s and let be is an error', async (when) => {
    const before = await written();
    const failing = run(async (unit) => {
      await unit.sql(PUT, ['lost']);
      const failure = unit.sql('select 1 / $1::int', [0]).catch(() => undefined);
      if (when === 'seen') await failure;
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(await written()).toEqual(before);
  });

  it('S087 that the database refuses is an error, and nothing is written or told', async () => {
    await portal.query(PUT, ['there']);
    const left = await written();
    const failure = await failureOf((unit) => {
      unit.send([of(PUT, 'there')]);
      unit.changed(entry());
    });
    expect(failure).toEqual({ code: '23505', left, told: 0 });
  });

  it('S121 of somebody who is not there any more is refused, with an entry in the log or without', async () => {
    const before = await written();
    const gone = { ...SYSTEM, id: v7() };
    const works = [
      async (unit: Unit): Promise<void> => {
        await unit.sql(PUT, ['nameless']);
      },
      async (unit: Unit): Promise<void> => {
        await unit.sql(PUT, ['nameless']);
        unit.changed(entry());
      },
    ];
    for (const work of works) {
      await expect(portal.get(UnitOfWork).run(gone, work)).rejects.toMatchObject({
        problem: { status: 401, code: 'session.required' },
      });
    }
    expect(await written()).toEqual(before);
  });

  it('S087 is followed by what is read after it, which sees what was written and is no part of it', async () => {
    const reading = await run((unit) => {
      unit.send([of(PUT, 'seen')]);
      const text = 'select word, pg_current_xact_id_if_assigned() is null as "isOutside" from scratch where word = $1';
      const rows = unit.afterCommit(text, ['seen']);
      return () => rows;
    });
    expect(await reading()).toEqual([{ word: 'seen', isOutside: true }]);
  });

  it('S087 ends the unit: what is given to it later is refused', async () => {
    const unit = await run((open) => ({ open }));
    await expect(unit.open.sql(PUT, ['late'])).rejects.toThrow('a unit of work has ended');
    expect((await written()).words).toEqual([]);
  });
});

describe('the conversation of a save', () => {
  /** What every connection sends, packet by packet. */
  function overhear(): { socket: unknown; text: string }[] {
    const packets: { socket: unknown; text: string }[] = [];
    const prototype = Socket.prototype as unknown as {
      _writev: (chunks: { chunk: Buffer }[], done: unknown) => void;
      _write: (chunk: Buffer, encoding: string, done: unknown) => void;
    };
    const { _writev: many, _write: one } = prototype;
    jest.spyOn(prototype, '_writev').mockImplementation(function (this: unknown, chunks, done) {
      packets.push({ socket: this, text: chunks.map(({ chunk }) => chunk.toString('latin1')).join('') });
      many.call(this, chunks, done);
    });
    jest.spyOn(prototype, '_write').mockImplementation(function (this: unknown, chunk, encoding, done) {
      packets.push({ socket: this, text: chunk.toString('latin1') });
      one.call(this, chunk, encoding, done);
    });
    return packets;
  }

  it('S087 is two packets: one that takes the record, one that writes, commits and reads', async () => {
    const user = await ada.addUser();
    const rows = ['one', 'two'].map((word) => adding('identifiers', { type: 'BARCODE', value: `${word}-packet` }));
    const packets = overhear();
    const answers = [
      await saveFields(ada, user, { lastName: 'Fairfax' }),
      await save(ada, { ...user, version: 2 }, ...rows),
    ];
    jest.restoreAllMocks();
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const begun = packets.filter(({ text }) => text.includes('begin\0'));
    expect(begun).toHaveLength(2);
    for (const first of begun) {
      const ofSave = packets.slice(packets.indexOf(first)).filter(({ socket }) => socket === first.socket);
      expect(ofSave[1]?.text).toContain('commit\0');
    }
  });
});
