import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { ApiClient } from '../support/api-client.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import { adding, changing, given, removing, save, setting } from '../support/rows.js';

let portal: TestPortal;
let ada: ApiClient;
let grace: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
  grace = await portal.signedIn();
});
afterAll(() => portal.stop());

const PHONE = { number: '+47 1', types: ['home'] };
const NOTE = { type: 'OTHER', text: 'Prefers tea', userViewable: false, popup: true };

describe('rows of lists', () => {
  it('S068 S070 S074 adds, edits and deletes contact rows; one of a kind is preferred, and choosing moves the flag', async () => {
    const user = await ada.addUser();
    const [first, second] = [adding('phones', PHONE), adding('phones', { ...PHONE, number: '2', preferred: true })];
    const added = await save(ada, user, first, second);
    expect(added.status).toBe(200);
    expect(added.body.phones).toMatchObject([
      { id: first.id, preferred: false },
      { id: second.id, preferred: true },
    ]);
    const moved = await save(ada, added.body, changing('phones', first.id, { ...PHONE, preferred: true }));
    expect(moved.body.phones.map(({ preferred }) => preferred)).toEqual([true, false]);
    const removed = await save(ada, moved.body, removing('phones', first.id));
    expect(removed.body.phones).toMatchObject([{ id: second.id, preferred: true }]);
  });

  it('S063 S069 an address has all its parts, and its dates are only kept', async () => {
    const address = {
      lines: ['1 Main Street', 'Flat 2'],
      city: 'Oslo',
      stateProvince: 'Oslo',
      postalCode: '0150',
      country: 'NOR',
      note: 'Second floor',
      startDate: '2020-01-31',
      endDate: '2020-02-29',
      types: ['home'],
    };
    const answer = await save(ada, await ada.addUser(), adding('addresses', address));
    expect(answer.body.addresses).toMatchObject([{ ...address, preferred: true }]);
    const wrong = await save(
      ada,
      answer.body,
      adding('addresses', { ...address, startDate: '2020-03-01', endDate: '2020-02-29' }),
    );
    expect(wrong.body.errors).toEqual([{ path: 'operations.0.row.endDate', code: 'date.before-start' }]);
  });

  it.each([
    ['S060', 'emails', { address: 'a@example.org', types: ['school'] }, 'STAFF'],
    ['S060', 'emails', { address: 'a@example.org', types: ['alternative'] }, 'CONTACT'],
    ['S062', 'addresses', { lines: ['x'], types: ['alternative'] }, 'STAFF'],
    ['S066', 'phones', { number: '1', types: ['claim_fax'] }, 'PUBLIC'],
    ['S066', 'phones', { number: '1', types: ['office_fax'] }, 'CONTACT'],
  ] as const)('%s refuses a type of %s that the record type does not have', async (_row, list, row, recordType) => {
    const user = await ada.addUser({ recordType });
    const operation = adding(list, row);
    const answer = await save(ada, user, operation);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([{ path: `${list}.${operation.id}.types`, code: 'contact.type-not-allowed' }]);
  });

  it('S072 keeps the last e-mail address of Staff and Public users', async () => {
    const user = await ada.addUser();
    const refused = await save(ada, user, removing('emails', user.emails[0]?.id ?? ''));
    expect(refused.body.errors).toEqual([{ path: 'emails', code: 'email.last-one' }]);
    const contact = await ada.addUser({ recordType: 'CONTACT' });
    const answer = await save(ada, contact, removing('emails', contact.emails[0]?.id ?? ''));
    expect(answer.status).toBe(200);
  });

  it('S073 one telephone at most gets text messages', async () => {
    const [one, two] = [
      adding('phones', { ...PHONE, preferredSms: true }),
      adding('phones', { ...PHONE, number: '2' }),
    ];
    const user = await save(ada, await ada.addUser(), one, two);
    expect(user.body.phones.map(({ preferredSms }) => preferredSms)).toEqual([true, false]);
    const moved = await save(ada, user.body, changing('phones', two.id, { ...PHONE, number: '2', preferredSms: true }));
    expect(moved.body.phones.map(({ preferredSms }) => preferredSms)).toEqual([false, true]);
    const nobody = await save(ada, moved.body, changing('phones', two.id, { ...PHONE, number: '2' }));
    expect(nobody.body.phones.some(({ preferredSms }) => preferredSms)).toBe(false);
  });

  it('S087 one save over fields and rows of all tabs is one transaction, and one entry of the history', async () => {
    const user = await ada.addUser();
    const bad = await save(
      ada,
      user,
      setting('jobDescription', 'Reader'),
      adding('notes', NOTE),
      adding('phones', { ...PHONE, types: ['claim_fax'] }),
    );
    expect(bad.status).toBe(422);
    expect((await ada.get<UserRecord>(`/api/users/${user.id}`)).body).toMatchObject({
      version: 1,
      jobDescription: null,
      notes: [],
    });
    const good = await save(
      ada,
      user,
      setting('jobDescription', 'Reader'),
      adding('notes', NOTE),
      adding('phones', PHONE),
    );
    expect(good.body).toMatchObject({ version: 2, jobDescription: 'Reader', phones: [PHONE] });
    expect((await ada.get<UserRecord>(`/api/users/${user.id}`)).body).toEqual(good.body);
  });

  it('S099 S100 S101 S102 S104 notes keep type, viewability and pop-up flag, and who wrote them', async () => {
    const note = adding('notes', NOTE);
    const user = await save(ada, await ada.addUser(), note);
    expect(user.body.notes).toMatchObject([{ ...NOTE, id: note.id, external: false }]);
    const written = user.body.notes?.[0];
    const edited = await save(
      grace,
      user.body,
      changing('notes', note.id, { ...NOTE, text: 'Coffee', userViewable: true }),
    );
    expect(edited.body.notes).toMatchObject([
      { text: 'Coffee', userViewable: true, createdBy: written?.createdBy, createdAt: written?.createdAt },
    ]);
    const unknown = await save(ada, edited.body, adding('notes', { ...NOTE, type: 'SECRET' }));
    expect(unknown.status).toBe(400);
  });

  it('S093 S094 S095 S098 an identifier has a note, and is unique across users and within one, without case and width', async () => {
    const barcode = adding('identifiers', { type: 'BARCODE', value: 'ABC-1', note: 'spare', active: false });
    const user = await save(ada, await ada.addUser(), barcode);
    expect(user.body.identifiers).toMatchObject([{ value: 'ABC-1', note: 'spare', active: false }]);
    const other = await ada.addUser();
    const taken = await save(ada, other, adding('identifiers', { type: 'BARCODE', value: 'ａｂｃ-1' }));
    expect(taken.status).toBe(409);
    expect(taken.body.code).toBe('user.identifier-taken');
    const repeated = adding('identifiers', { type: 'ORCID', value: 'abc-1' });
    const again = await save(ada, user.body, repeated);
    expect(again.body.errors).toEqual([{ path: `identifiers.${repeated.id}.value`, code: 'identifier.repeated' }]);
    const own = await save(ada, other, adding('identifiers', { type: 'ORCID', value: other.primaryId.toUpperCase() }));
    expect(own.status).toBe(422);
  });
});

describe('two people and rows', () => {
  it('S087 B04 keeps both of two telephones that two people add at once', async () => {
    const user = await ada.addUser();
    const [mine, theirs] = [adding('phones', PHONE), adding('phones', { ...PHONE, number: '2' })];
    expect((await save(ada, user, mine)).status).toBe(200);
    const second = await save(grace, user, theirs);
    expect(second.status).toBe(200);
    expect(second.body.phones.map(({ id }) => id).sort()).toEqual([mine.id, theirs.id].sort());
  });

  it('S087 B04 each of ten people who save rows at the same moment is answered with all rows of that version', async () => {
    const user = await ada.addUser();
    const saved = await Promise.all(
      Array.from({ length: 10 }, (_, at) => save(ada, user, adding('phones', { ...PHONE, number: String(at) }))),
    );
    const answers = saved.map(({ body }) => body).sort((one, other) => one.version - other.version);
    // Whoever is overtaken by the next is answered with what that one made of the record.
    expect(answers.map(({ version, phones }) => [version, phones.length])).toEqual(
      answers.map(({ version }) => [version, version - user.version]),
    );
    expect(answers.every((answer, at) => answer.version > user.version + at)).toBe(true);
    const { seq: _, ...read } = (await ada.get<UserRecord>(`/api/users/${user.id}`)).body;
    expect(answers.at(-1)).toMatchObject(read);
  });

  it('B04 F39 editing a note that somebody else deletes is a conflict, and so is the other way round', async () => {
    const note = adding('notes', NOTE);
    const seen = (await save(ada, await ada.addUser(), note)).body;
    expect((await save(grace, seen, removing('notes', note.id))).status).toBe(200);
    const edit = await save(ada, seen, changing('notes', note.id, { ...NOTE, text: 'Coffee' }));
    expect(edit.status).toBe(409);
    expect(edit.body.conflicts).toMatchObject([
      { field: `notes:${note.id}`, base: { text: 'Prefers tea' }, mine: { text: 'Coffee' }, theirs: null },
    ]);
    const other = adding('notes', NOTE);
    const again = (await save(ada, await ada.addUser(), other)).body;
    expect((await save(grace, again, changing('notes', other.id, { ...NOTE, text: 'Coffee' }))).status).toBe(200);
    const removal = await save(ada, again, removing('notes', other.id));
    expect(removal.body.conflicts).toMatchObject([{ mine: null, theirs: { text: 'Coffee' } }]);
  });

  it('B04 two people who delete the same row agree', async () => {
    const note = adding('notes', NOTE);
    const seen = (await save(ada, await ada.addUser(), note)).body;
    expect((await save(grace, seen, removing('notes', note.id))).status).toBe(200);
    expect((await save(ada, seen, removing('notes', note.id))).status).toBe(200);
  });

  it('S070 B04 two people who prefer two different rows disagree; moving a flag does not clash with editing a row', async () => {
    const [one, two, three] = ['1', '2', '3'].map((number) => adding('phones', { ...PHONE, number }));
    const seen = (await save(ada, await ada.addUser(), ...[one, two, three].flatMap((row) => row ?? []))).body;
    const prefer = (row: typeof one): object => changing('phones', row?.id ?? '', { ...row?.row, preferred: true });
    expect((await save(grace, seen, prefer(two))).status).toBe(200);
    const clash = await save(ada, seen, prefer(three));
    expect(clash.body.conflicts?.map(({ field }) => field)).toEqual(['phones.preferred']);
    // The first row was preferred when Ada read it: she edits its number and means nothing by its flag.
    const edit = await save(
      ada,
      seen,
      changing('phones', one?.id ?? '', { ...one?.row, number: '11', preferred: true }),
    );
    expect(edit.body.phones).toMatchObject([{ number: '11', preferred: false }, { preferred: true }, {}]);
  });
});

describe('account types', () => {
  const externalUser = async (): Promise<UserRecord> => {
    const user = await ada.addUser({ identifiers: [{ type: 'BARCODE', value: crypto.randomUUID() }] });
    return (await save(ada, user, setting('accountType', 'EXTERNAL'))).body;
  };

  it('S080 S081 S082 toggling to external marks the record for the feed and gives it the identifiers, and back', async () => {
    const external = await externalUser();
    expect(external).toMatchObject({
      accountType: 'EXTERNAL',
      externalId: 'SIS_temp',
      identifiers: [{ external: true }],
    });
    expect(external.emails).toMatchObject([{ external: false }]);
    const back = await save(ada, external, setting('accountType', 'INTERNAL'));
    expect(back.body).toMatchObject({ accountType: 'INTERNAL', externalId: null, identifiers: [{ external: false }] });
  });

  it('S079 S088 S091 F59 rows may be added to an external user, as external ones too; existing external rows are the feed’s', async () => {
    const user = await externalUser();
    const [own, feed] = [adding('phones', PHONE), adding('phones', { ...PHONE, number: '2', external: true })];
    const added = await save(ada, user, own, feed);
    expect(added.body.phones).toMatchObject([{ external: false }, { external: true }]);
    const edit = await save(ada, added.body, changing('phones', feed.id, { ...PHONE, number: '3', external: true }));
    expect(edit.body.errors).toEqual([{ path: `phones.${feed.id}`, code: 'row.owned-by-feed' }]);
    const removal = await save(ada, added.body, removing('phones', feed.id));
    expect(removal.status).toBe(422);
    const internal = await ada.addUser();
    const row = adding('phones', { ...PHONE, external: true });
    const refused = await save(ada, internal, row);
    expect(refused.body.errors).toEqual([{ path: `phones.${row.id}.external`, code: 'row.no-feed' }]);
  });

  it('S079 F59 an addition under the id of an external row does not change it, and a repeated one changes nothing', async () => {
    const [external, feed] = [await externalUser(), { ...PHONE, number: '2', external: true }];
    const own = adding('phones', feed);
    const user = (await save(ada, external, own)).body;
    for (const row of [
      { ...PHONE, number: '3' },
      { ...feed, number: '3' },
      { ...feed, external: false },
    ]) {
      const refused = await save(ada, user, { ...own, row });
      expect([refused.status, refused.body.errors]).toEqual([
        422,
        [{ path: `phones.${own.id}`, code: 'row.owned-by-feed' }],
      ]);
    }
    const again = await save(ada, user, own);
    expect([again.status, again.body.version, again.body.phones]).toEqual([200, user.version, user.phones]);
  });

  it('S061 an e-mail address is taken without the spaces it was pasted with', async () => {
    const row = { address: ' mary@example.com\t', types: ['work'] };
    const answer = await save(ada, await ada.addUser(), adding('emails', row));
    expect(answer.body.emails.map(({ address }) => address)).toContain('mary@example.com');
  });

  it('S093 F61 an identifier of nothing to be seen is none', async () => {
    const refused = await save(
      ada,
      await ada.addUser(),
      adding('identifiers', { type: 'BARCODE', value: '\u00AD\u200B' }),
    );
    expect(refused.body.errors).toEqual([{ path: 'operations.0.row.value', code: 'field.required' }]);
  });

  it('S088 a preferred flag may leave an external row: that does not edit it', async () => {
    const feed = adding('phones', { ...PHONE, external: true });
    const user = (await save(ada, await externalUser(), feed)).body;
    const own = adding('phones', { ...PHONE, number: '9', preferred: true });
    const answer = await save(ada, user, own);
    expect(answer.body.phones.map(given)).toMatchObject([
      { external: true, preferred: false },
      { external: false, preferred: true },
    ]);
  });
});
