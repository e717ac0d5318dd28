import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Problem } from '#contract/problems.ts';
import type { SaveUser, UserRecord } from '#contract/users.ts';
import type { FeedListener } from '#lib/realtime/feed.ts';
import { shownValue } from './draft.ts';
import { RecordEditor } from './record-editor.svelte.ts';
import type { Attempt } from './save-queue.ts';
import { RECORD_ID, aChange, aConflict, aLock, aRecord } from './testing/factories.ts';

function aProblem(over: Partial<Problem>): Attempt {
  return { kind: 'refused', problem: { type: '', title: '', status: 409, code: 'record.conflict', ...over } };
}

/** An editor over a portal that answers saves from a list and always reads `server.record`. */
async function anEditor(answers: Attempt[] = []) {
  const server: { record: UserRecord | null } = { record: aRecord() };
  const sent: { body: SaveUser; key: string }[] = [];
  const proven: number[] = [];
  let listener: FeedListener = { onChange: () => undefined, onResync: () => undefined };
  let keys = 0;
  const editor = new RecordEditor(RECORD_ID, {
    read: () =>
      Promise.resolve(server.record === null ? { kind: 'missing' } : { kind: 'record', record: server.record }),
    send: (body, key) => {
      sent.push({ body, key });
      return Promise.resolve(answers.shift() ?? { kind: 'unknown' });
    },
    newKey: () => `key-${(keys += 1)}`,
    subscribe: (given) => {
      listener = given;
      return { since: (seq) => proven.push(seq), stop: () => undefined };
    },
  });
  await editor.refresh();
  const shown = (field: Parameters<typeof shownValue>[1]) =>
    editor.draft === null ? null : shownValue(editor.draft, field);
  return { editor, server, sent, proven, shown, live: () => listener };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('the record editor', () => {
  it('B02 marks an untouched field that a colleague changed for four seconds', async () => {
    const { editor, shown, live } = await anEditor();
    live().onChange(aChange(4, { lastName: 'Berger' }));
    expect(shown('lastName')).toBe('Berger');
    expect(editor.marks.get('lastName')).toEqual({ by: 'Ada', at: '2026-01-02T09:00:00Z' });
    jest.advanceTimersByTime(4100);
    expect(editor.marks.get('lastName')).toBeUndefined();
  });

  it('tells the feed how new what it shows is after each read', async () => {
    const { server, proven, live } = await anEditor();
    server.record = aRecord({ version: 9, seq: 77 });
    live().onResync();
    await jest.advanceTimersByTimeAsync(1);
    expect(proven).toEqual([30, 77]);
  });

  it('B04 keeps typed text over a resync', async () => {
    const { editor, server, shown, live } = await anEditor();
    editor.type('firstName', 'Emile');
    server.record = aRecord({ version: 9, firstName: 'Emilio', lastName: 'Berger' });
    live().onResync();
    await jest.advanceTimersByTimeAsync(1);
    expect(shown('firstName')).toBe('Emile');
    expect(shown('lastName')).toBe('Berger');
    expect(editor.changed).toEqual(['firstName']);
  });

  it('saves what changed and is clean afterwards', async () => {
    const stored: Attempt = { kind: 'saved', record: aRecord({ version: 4, firstName: 'Emile' }) };
    const { editor, sent } = await anEditor([stored]);
    editor.type('firstName', 'Emile');
    expect(await editor.save()).toBe('saved');
    expect(sent[0]?.body).toEqual({
      baseVersion: 3,
      operations: [{ op: 'set', field: 'firstName', value: 'Emile' }],
    });
    expect(editor.changed).toEqual([]);
  });

  it('sends nothing that the schema refuses, and forgets the error when the field is typed again', async () => {
    const { editor, sent } = await anEditor();
    editor.type('websiteUrl', 'nowhere');
    expect(await editor.save()).toBe('invalid');
    expect(editor.errors.get('websiteUrl')).toBe('url.invalid');
    expect(sent).toHaveLength(0);
    editor.type('websiteUrl', 'https://nowhere.example');
    expect(editor.errors.size).toBe(0);
  });

  it("puts the portal's refusals where they belong", async () => {
    const rules = aProblem({
      status: 422,
      code: 'record.rules',
      errors: [
        { path: 'operations.1.value', code: 'date.invalid' },
        { path: 'primaryId', code: 'identifier.taken' },
      ],
    });
    const { editor } = await anEditor([rules]);
    editor.type('primaryId', 'someone');
    editor.type('expiryDate', '2030-01-01');
    expect(await editor.save()).toBe('invalid');
    expect([...editor.errors]).toEqual([
      ['expiryDate', 'date.invalid'],
      ['primaryId', 'identifier.taken'],
    ]);
  });

  it('B04 opens a conflict, keeps the text, and saves the choice over the version seen', async () => {
    const refused = aProblem({ conflicts: [aConflict()], version: 5 });
    const stored: Attempt = { kind: 'saved', record: aRecord({ version: 6, firstName: 'Emile' }) };
    const { editor, server, sent, shown } = await anEditor([refused, stored]);
    editor.type('firstName', 'Emile');
    server.record = aRecord({ version: 5, firstName: 'Emilio' });
    expect(await editor.save()).toBe('conflict');
    expect(editor.conflict?.fields).toHaveLength(1);
    expect(shown('firstName')).toBe('Emile');
    expect(await editor.resolve(new Map([['firstName', { take: 'value', value: 'Emile' }]]))).toBe('saved');
    expect(sent[1]?.body.baseVersion).toBe(5);
    expect(editor.conflict).toBeNull();
  });

  it('B04 works a conflict out itself when the portal has forgotten the base version', async () => {
    const { editor, server } = await anEditor([aProblem({ code: 'record.base-unknown' })]);
    editor.type('firstName', 'Emile');
    server.record = aRecord({ version: 500, firstName: 'Emilio' });
    expect(await editor.save()).toBe('conflict');
    expect(editor.conflict).toMatchObject({ version: 500, fields: [{ field: 'firstName', theirs: 'Emilio' }] });
  });

  it('B04 keeps the text when a job holds the record', async () => {
    const { editor, server, shown } = await anEditor([aProblem({ status: 423, code: 'record.locked' })]);
    editor.type('firstName', 'Emile');
    server.record = aRecord({ lock: aLock() });
    expect(await editor.save()).toBe('locked');
    expect(shown('firstName')).toBe('Emile');
  });

  it('saves at once when the job has let go before the person could be told', async () => {
    const stored: Attempt = { kind: 'saved', record: aRecord({ version: 4, firstName: 'Emile' }) };
    const { editor, sent } = await anEditor([aProblem({ status: 423, code: 'record.locked' }), stored]);
    editor.type('firstName', 'Emile');
    expect(await editor.save()).toBe('saved');
    expect(sent).toHaveLength(2);
  });

  it('gives up when the record is held again and again, and says so', async () => {
    const held = aProblem({ status: 423, code: 'record.locked' });
    const { editor, sent, shown } = await anEditor([held, held, held, held, held]);
    editor.type('firstName', 'Emile');
    expect(await editor.save()).toBe('refused');
    expect(sent).toHaveLength(5);
    expect(editor.problem).toMatchObject({ code: 'record.locked' });
    expect(shown('firstName')).toBe('Emile');
  });

  it('B04 sends a save without an answer again with its key before anything newer', async () => {
    const { editor, sent } = await anEditor([
      { kind: 'unknown' },
      { kind: 'saved', record: aRecord({ version: 4, firstName: 'Emile' }) },
      { kind: 'saved', record: aRecord({ version: 5, firstName: 'Emiel' }) },
    ]);
    editor.type('firstName', 'Emile');
    expect(await editor.save()).toBe('no-answer');
    editor.type('firstName', 'Emiel');
    expect(await editor.save()).toBe('saved');
    expect(sent.map(({ key }) => key)).toEqual(['key-1', 'key-1', 'key-2']);
    expect(sent.map(({ body }) => body.operations)).toMatchObject([
      [{ value: 'Emile' }],
      [{ value: 'Emile' }],
      [{ value: 'Emiel' }],
    ]);
    expect(sent[2]?.body.baseVersion).toBe(4);
    expect(editor.changed).toEqual([]);
  });

  it('B04 knows a save without an answer as stored when its change comes back live', async () => {
    const { editor, sent, live } = await anEditor([{ kind: 'unknown' }, { kind: 'unknown' }]);
    editor.type('firstName', 'Emile');
    expect(await editor.save()).toBe('no-answer');
    live().onChange(aChange(4, { firstName: 'Emile' }));
    expect(editor.problem).toBeNull();
    expect(editor.changed).toEqual([]);
    editor.type('lastName', 'Berger');
    await editor.save();
    expect(sent[1]?.key).toBe('key-2');
  });

  it('throws text away when told to, and reads what is true', async () => {
    const { editor, server, shown } = await anEditor([{ kind: 'unknown' }]);
    editor.type('firstName', 'Emile');
    await editor.save();
    server.record = aRecord({ version: 4, firstName: 'Emile' });
    editor.discard();
    await jest.advanceTimersByTimeAsync(1);
    expect(shown('firstName')).toBe('Emile');
    expect(editor.changed).toEqual([]);
  });
});
