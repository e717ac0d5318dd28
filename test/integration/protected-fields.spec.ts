import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HistoryPage } from '../../backend/src/contract/changes.js';
import { OWNERSHIP } from '../../backend/src/contract/ownership.js';
import type { FieldName, UserRecord } from '../../backend/src/contract/users.js';
import { aSourceUser, FeedFolder } from '../fixtures/feed.js';
import { countsOf, synchronise } from '../fixtures/feed-run.js';
import type { ApiClient } from '../support/api-client.js';
import { follow } from '../support/live.js';
import { eventually } from '../support/eventually.js';
import { startTestPortal, type TestPortal } from '../support/portal.js';
import { readRecord, saveFields } from '../support/records.js';
import { save, setting } from '../support/rows.js';

let portal: TestPortal;
let ada: ApiClient;
let grace: ApiClient;
let folder: FeedFolder;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
  grace = await portal.signedIn();
  folder = await FeedFolder.create();
}, 60_000);
afterAll(async () => {
  await portal.stop();
  await folder.remove();
});

type FeedFields = Partial<Record<Exclude<FieldName, 'recordType'>, string>>;

/** A feed of one user; its counts as `processed rejected updated created unchanged`. */
async function feed(primaryId: string, fields: FeedFields = {}): Promise<number[]> {
  return countsOf(await synchronise(ada, await folder.zip({ 'a.xml': [aSourceUser(primaryId, { fields })] })));
}

async function recordOf(primaryId: string): Promise<UserRecord> {
  const [row] = await portal.query<{ id: string }>('select id from users where primary_id = $1', [primaryId]);
  return readRecord(ada, row?.id ?? '');
}

/** A value for every protected field, from the feed and by hand. */
const PROTECTED = (Object.keys(OWNERSHIP) as FieldName[]).filter(
  (field) => OWNERSHIP[field] === 'protected' && !/^pref[A-Z].*Name$/u.test(field),
) as Exclude<FieldName, 'recordType'>[];
const [SENT, TYPED] = [
  {
    title: 'DR',
    jobCategory: 'Cataloger',
    userGroup: 'STUDENT',
    campusCode: 'A',
    preferredLanguage: 'en',
  } as FeedFields,
  { title: 'PROF', jobCategory: 'Borrower', userGroup: 'FACULTY', campusCode: 'B', preferredLanguage: 'de' },
];

describe('fields edited by hand', () => {
  it.each(PROTECTED)(
    'S042 S078 B11 a feed leaves %s alone once it was edited by hand, and remembers its own',
    async (field) => {
      const primaryId = `hand-${field}`;
      await feed(primaryId, SENT);
      const edited = await saveFields(ada, await recordOf(primaryId), { [field]: TYPED[field as keyof typeof TYPED] });
      expect(edited.body.handEdited[field as 'title']).toMatchObject({ feed: SENT[field] });
      expect(await feed(primaryId, SENT)).toEqual([1, 0, 0, 0, 1]);
      const others = Object.keys(TYPED).filter((other) => other !== field);
      expect(
        await feed(primaryId, {
          ...SENT,
          [field]: 'newer',
          ...Object.fromEntries(others.map((other) => [other, 'en'])),
        }),
      ).toEqual([1, 0, 1, 0, 0]);
      const after = await recordOf(primaryId);
      expect(after[field]).toBe(TYPED[field as keyof typeof TYPED]);
      expect(after.handEdited).toMatchObject({ [field]: { feed: 'newer' } });
      expect(others.map((other) => after[other as FieldName])).toEqual(others.map(() => 'en'));
    },
  );

  it('B11 says who edited a field and when, in the record, live and in the history', async () => {
    await feed('who', SENT);
    const frames = await follow(await grace.connect());
    const before = await recordOf('who');
    const { body } = await saveFields(ada, before, { title: 'PROF' });
    const [entry] = (await ada.get<HistoryPage>(`/api/users/${body.id}/history`)).body.entries;
    expect(body.handEdited).toEqual({ title: { feed: 'DR', at: expect.any(String) } });
    expect(entry?.fields).toEqual([
      { field: 'title', before: 'DR', after: 'PROF' },
      { field: 'handEdited', before: {}, after: body.handEdited },
    ]);
    await eventually(() => {
      const changes = frames.flatMap((frame) => frame.changes).filter(({ recordId }) => recordId === body.id);
      expect(changes.flatMap(({ fields }) => fields)).toContainEqual(entry?.fields[1]);
    });
    grace.close();
  });

  it('B11 a feed that is silent about the field, or sends another value, ends nothing; one that sends the value that stands there does', async () => {
    await feed('ends', SENT);
    await saveFields(ada, await recordOf('ends'), { title: 'PROF' });
    const { title: _title, ...silent } = SENT;
    expect(await feed('ends', silent)).toEqual([1, 0, 0, 0, 1]);
    await expect(recordOf('ends')).resolves.toMatchObject({ title: 'PROF', handEdited: { title: { feed: 'DR' } } });
    expect(await feed('ends', { ...SENT, title: 'PROF' })).toEqual([1, 0, 1, 0, 0]);
    await expect(recordOf('ends')).resolves.toMatchObject({ title: 'PROF', handEdited: {} });
    await feed('ends', SENT);
    await expect(recordOf('ends')).resolves.toMatchObject({ title: 'DR' });
  });

  it('B11 a field is given back by saving what the feed says, and the feed sets it again', async () => {
    await feed('back', SENT);
    await saveFields(ada, await recordOf('back'), { title: 'PROF' });
    const given = await saveFields(grace, await recordOf('back'), { title: 'DR' });
    expect(given.body).toMatchObject({ title: 'DR', handEdited: {} });
    await feed('back', { ...SENT, title: 'REV' });
    await expect(recordOf('back')).resolves.toMatchObject({ title: 'REV', handEdited: {} });
  });

  it('B04 B11 whoever gives a field back while the feed says something newer gets the newer value', async () => {
    await feed('newer', SENT);
    const seen = (await saveFields(ada, await recordOf('newer'), { title: 'PROF' })).body;
    await feed('newer', { ...SENT, title: 'REV' });
    const given = await saveFields(grace, seen, { title: 'DR' });
    expect([given.status, given.body.title, given.body.handEdited]).toEqual([200, 'REV', {}]);
  });

  it('B04 B11 giving back a field that somebody edits at the same moment is a conflict', async () => {
    await feed('both', SENT);
    const seen = (await saveFields(ada, await recordOf('both'), { title: 'PROF' })).body;
    expect((await saveFields(ada, seen, { title: 'MISS' })).status).toBe(200);
    const given = await saveFields(grace, seen, { title: 'DR' });
    expect(given.status).toBe(409);
    expect(given.body.conflicts).toMatchObject([{ field: 'title', base: 'PROF', mine: 'DR', theirs: 'MISS' }]);
  });

  it('B11 an internal user has no protected fields: toggling clears them, both ways', async () => {
    await feed('toggled', SENT);
    const edited = (await saveFields(ada, await recordOf('toggled'), { title: 'PROF' })).body;
    const internal = (await save(ada, edited, setting('accountType', 'INTERNAL'))).body;
    expect(internal.handEdited).toEqual({});
    const renamed = (await saveFields(ada, internal, { title: 'MISS' })).body;
    expect(renamed.handEdited).toEqual({});
    const external = (await save(ada, renamed, setting('accountType', 'EXTERNAL'), setting('title', 'MS'))).body;
    expect(external).toMatchObject({ title: 'MS', handEdited: {} });
  });

  it('S078 a field the feed shares is overwritten, whoever set it', async () => {
    await feed('shared', { status: 'ACTIVE' });
    const edited = await saveFields(ada, await recordOf('shared'), { status: 'INACTIVE' });
    expect(edited.body).toMatchObject({ status: 'INACTIVE', handEdited: {} });
    await feed('shared', { status: 'ACTIVE' });
    await expect(recordOf('shared')).resolves.toMatchObject({ status: 'ACTIVE' });
  });
});

describe('preferred names', () => {
  it('S041 S042 a preferred name that is the main name once more follows the feed; another survives it', async () => {
    await feed('same', { middleName: 'W', prefFirstName: 'Nancy' });
    await feed('same', { lastName: 'Hardy', middleName: 'W' });
    await expect(recordOf('same')).resolves.toMatchObject({ lastName: 'Hardy', prefLastName: 'Hardy' });
    await saveFields(ada, await recordOf('same'), { prefFirstName: 'Nan' });
    await feed('same', { lastName: 'Keene', middleName: 'W' });
    await expect(recordOf('same')).resolves.toMatchObject({
      ...{ lastName: 'Keene', prefFirstName: 'Nan', prefLastName: 'Hardy' },
    });
  });

  it('S042 B11 all three parts are protected as one, and given back as one', async () => {
    await feed('name', { prefFirstName: 'Nan' });
    const edited = (await saveFields(ada, await recordOf('name'), { prefFirstName: 'Nannie' })).body;
    expect(Object.keys(edited.handEdited).sort()).toEqual(['prefFirstName', 'prefLastName', 'prefMiddleName']);
    await feed('name', { prefFirstName: 'Nance', prefLastName: 'Clue' });
    const after = await recordOf('name');
    expect(after).toMatchObject({ prefFirstName: 'Nannie', prefLastName: 'Drew name' });
    const feeds = (field: 'prefFirstName' | 'prefMiddleName' | 'prefLastName') => after.handEdited[field]?.feed ?? null;
    expect([feeds('prefFirstName'), feeds('prefLastName')]).toEqual(['Nance', 'Clue']);
    const given = await saveFields(ada, after, {
      prefFirstName: feeds('prefFirstName'),
      prefMiddleName: feeds('prefMiddleName'),
      prefLastName: feeds('prefLastName'),
    });
    expect(given.body).toMatchObject({ prefFirstName: 'Nance', prefLastName: 'Clue', handEdited: {} });
  });
});

describe('a record given to the feed', () => {
  it('S080 S081 S082 waits as SIS_temp for the next synchronisation, which takes it on', async () => {
    const user = await ada.addUser({
      primaryId: 'handed-over',
      title: 'MS',
      identifiers: [{ type: 'BARCODE', value: 'B-handed-over' }],
    });
    const given = (await save(ada, user, setting('accountType', 'EXTERNAL'))).body;
    expect(given).toMatchObject({ externalId: 'SIS_temp', identifiers: [{ external: true }] });
    expect(await feed('handed-over', { title: 'DR' })).toEqual([1, 0, 1, 0, 0]);
    await expect(recordOf('handed-over')).resolves.toMatchObject({
      ...{ accountType: 'EXTERNAL', externalId: 'SIS', firstName: 'Nancy', title: 'DR' },
      identifiers: [{ value: 'B-handed-over', external: true }],
    });
    expect(await feed('handed-over', { title: 'DR' })).toEqual([1, 0, 0, 0, 1]);
  });
});
