import { randomUUID } from 'node:crypto';
import type { Problem } from '../../backend/src/contract/problems.js';
import { EMAIL_TYPES, EMAIL_TYPES_BY_RECORD_TYPE, RECORD_TYPES } from '../../backend/src/contract/codes.js';
import type { Answer, ApiClient } from '../support/api-client.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import type { RecordOrProblem } from '../support/records.js';
import { listed, listPage, readRecord, saveFields } from '../support/records.js';

const LEAP_DAY = { birthDate: '2024-02-29', expiryDate: '2024-02-29', purgeDate: '2024-02-29' };
const EMAILS = [{ address: 'someone@example.org', types: ['work'] }];

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());

function add(given: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer<RecordOrProblem>> {
  const user = {
    recordType: 'PUBLIC',
    primaryId: randomUUID(),
    firstName: 'Mary',
    lastName: 'Somerville',
    emails: EMAILS,
  };
  return ada.post<RecordOrProblem>('/api/users', { ...user, ...given }, headers);
}

function pathsOf({ body }: { body: Pick<Problem, 'errors'> }): string[] {
  return (body.errors ?? []).map(({ path }) => path);
}

function errorsOf({ body }: { body: Pick<Problem, 'errors'> }): string[] {
  return (body.errors ?? []).map(({ path, code }) => `${path} ${code}`);
}

async function countOf(primaryIdKey: string): Promise<number | undefined> {
  const rows = await portal.query<{ n: number }>('select count(*)::int as n from users where primary_id_key = $1', [
    primaryIdKey,
  ]);
  return rows[0]?.n;
}

describe('adding a user', () => {
  it('S036 S056 S057 stores the user, answers with the record to go on with, and the list shows it', async () => {
    const { status, body } = await add({ primaryId: 's056', lastName: 'Storedname' });
    expect([status, body.version, body.status, body.accountType]).toEqual([201, 1, 'ACTIVE', 'INTERNAL']);
    expect(await readRecord(ada, body.id)).toEqual(body);
    expect(await listed(ada, { q: 'Storedname' })).toEqual(['s056']);
  });

  it.each([
    ['firstName', { firstName: '' }],
    ['lastName', { lastName: null }],
    ['emails', { emails: [] }],
    ['primaryId', { primaryId: '  ' }],
  ])('S037 S044 S072 %s is mandatory', async (path, given) => {
    const refused = await add(given);
    expect([refused.status >= 400, pathsOf(refused)]).toEqual([true, [path]]);
  });

  it.each(['\u200B', '\u2060\uFEFF', '\u200E'])(
    'S044 F61 a primary identifier nobody can see is none: %j',
    async (primaryId) => {
      const refused = await add({ primaryId });
      expect([refused.status >= 400, pathsOf(refused)]).toEqual([true, ['primaryId']]);
    },
  );

  it('S037 an organization needs no personal name', async () => {
    expect((await add({ recordType: 'ORGANIZATION', firstName: null })).status).toBe(201);
  });

  it('S037 everything that is missing is said at once', async () => {
    const refused = await add({ firstName: '', lastName: '', emails: [] });
    expect(pathsOf(refused)).toEqual(['firstName', 'lastName', 'emails']);
  });

  it('S038 S039 S040 the missing parts of a preferred name are filled from the main name', async () => {
    const { body } = await add({
      firstName: 'Margaret',
      middleName: 'H',
      lastName: 'Hamilton',
      prefFirstName: 'Peggy',
    });
    expect(body).toMatchObject({ prefFirstName: 'Peggy', prefMiddleName: 'H', prefLastName: 'Hamilton' });
    const plain = await add({ firstName: 'Margaret', middleName: 'H', lastName: 'Hamilton' });
    expect(plain.body).toMatchObject({
      firstName: 'Margaret',
      middleName: 'H',
      lastName: 'Hamilton',
      prefFirstName: null,
      prefLastName: null,
    });
  });

  it('S040 the same holds when a preferred part is typed later', async () => {
    const { body } = await add({ firstName: 'Margaret', middleName: null, lastName: 'Hamilton' });
    const saved = await saveFields(ada, body, { prefLastName: 'Heafield' });
    expect(saved.body).toMatchObject({ prefFirstName: 'Margaret', prefMiddleName: null, prefLastName: 'Heafield' });
  });

  it('S046 S047 S048 S051 S052 S053 further fields are kept as they were typed', async () => {
    const fields = {
      title: 'PROF',
      websiteUrl: 'https://example.org/mary?x=1#y',
      preferredLanguage: 'de',
      birthDate: '1780-12-26',
      expiryDate: '2030-06-30',
      purgeDate: '2031-06-30',
    };
    const { body } = await add(fields);
    expect(await readRecord(ada, body.id)).toMatchObject(fields);
  });

  it.each([
    [{ birthDate: '2000-02-30' }, 400, ['birthDate date.invalid']],
    [{ birthDate: '0001-01-01' }, 400, ['birthDate date.invalid']],
    [{ expiryDate: '2027-01-01T00:00:00Z' }, 400, ['expiryDate date.invalid']],
    [{ birthDate: '9999-12-31' }, 422, ['birthDate date.in-future']],
    [{ birthDate: '2000-01-02', expiryDate: '2000-01-01' }, 422, ['expiryDate date.before-birth']],
    [{ expiryDate: '2030-01-02', purgeDate: '2030-01-01' }, 422, ['purgeDate date.before-expiry']],
    [{ birthDate: '2000-01-02', purgeDate: '2000-01-01' }, 422, ['purgeDate date.before-birth']],
    [LEAP_DAY, 201, []],
  ])('S051 S052 S053 F103 of a new user and of one that is saved, %j is answered %i', async (dates, status, errors) => {
    const [added, user] = [await add(dates), await ada.addUser()];
    expect([added.status, errorsOf(added)]).toEqual([status, errors]);
    const saved = await saveFields(ada, user, dates);
    // A body that does not parse is said by the place of the operation in it.
    const place = status === 400 ? errors.map((error) => error.replace(/^\w+/u, 'operations.0.value')) : errors;
    expect([saved.status, errorsOf(saved)]).toEqual([status === 201 ? 200 : status, place]);
  });

  it('S051 S052 S053 F103 a leap day stays the day it is, in the record, the list and the export', async () => {
    const { body } = await add({ ...LEAP_DAY, lastName: 'Leaping' });
    expect(await readRecord(ada, body.id)).toMatchObject(LEAP_DAY);
    const { rows } = await listPage(ada, { q: 'Leaping' });
    expect(rows.map(({ expiryDate }) => expiryDate)).toEqual([LEAP_DAY.expiryDate]);
    const file = await ada.get<string>('/api/users/export?tab=users&q=Leaping&columns=name,expiryDate');
    expect(file.body).toContain('2024-02-29');
  });

  it.each(['\u200B', '\u00AD', ' \u3000\u2060 ', '\u3164'])(
    'S037 F64 a name of nothing to be seen, %j, is a missing one',
    async (nothing) => {
      const refused = await add({ firstName: nothing, lastName: nothing });
      expect([refused.status, errorsOf(refused)]).toEqual([
        422,
        ['firstName field.required', 'lastName field.required'],
      ]);
      const user = await ada.addUser();
      expect(errorsOf(await saveFields(ada, user, { lastName: nothing }))).toEqual(['lastName field.required']);
    },
  );

  it('S024 F64 a name turns nothing around it: what overrides the direction is kept and not shown', async () => {
    const name = { firstName: '\u202Eyram', lastName: '\u2067مريم\u200F\u2069' };
    const { body } = await add(name);
    expect(await readRecord(ada, body.id)).toMatchObject(name);
    const history = await ada.get<{ entries: { recordName: string }[] }>(`/api/users/${body.id}/history`);
    expect(history.body.entries.map(({ recordName }) => recordName)).toEqual(['مريم\u200F, yram']);
  });

  it('S070 the first e-mail address is preferred when none was chosen, and only one can be', async () => {
    const two = (preferred: boolean) =>
      ['a@example.org', 'b@example.org'].map((address) => ({ address, types: ['work'], preferred }));
    expect((await add({ emails: two(false) })).body.emails.map(({ preferred }) => preferred)).toEqual([true, false]);
    expect((await add({ emails: two(true) })).status).toBe(422);
  });

  it.each([
    'no address',
    'a@',
    '@example.org',
    'a@b@example.org',
    'a b@example.org',
    'a@example.org\r\nBcc: b@example.org',
  ])('S061 %j is no e-mail address', async (address) => {
    expect((await add({ emails: [{ address, types: ['work'] }] })).status).toBe(400);
  });

  it.each(RECORD_TYPES.flatMap((recordType) => EMAIL_TYPES.map((type) => [type, recordType] as const)))(
    'S060 e-mail type %s of a %s user is taken or refused as the table says',
    async (type, recordType) => {
      const answer = await add({ recordType, emails: [{ address: 'a@example.org', types: [type] }] });
      expect(answer.status).toBe(EMAIL_TYPES_BY_RECORD_TYPE[recordType].includes(type) ? 201 : 422);
    },
  );
});

describe('the primary identifier', () => {
  it.each([
    'abc-61',
    'ABC-61',
    'ＡＢＣ-61',
    ' abc-61 ',
    'a\u200Bbc-61',
    'abc-61\uFEFF',
    'Abc-6１',
    'abc\u00AD-61',
    '\u202Eabc-61',
  ])('S044 S094 S095 F61 %j is the identifier ABC-61, which is taken', async (primaryId) => {
    if ((await countOf('abc-61')) === 0) await add({ primaryId: 'ABC-61' });
    const refused = await add({ primaryId });
    expect(refused.body).toMatchObject({
      status: 409,
      code: 'user.identifier-taken',
      errors: [{ path: 'primaryId' }],
    });
    expect(JSON.stringify(refused.body)).not.toContain('Somerville');
    expect(await countOf('abc-61')).toBe(1);
  });

  it('F61 the letter I is i in every locale', async () => {
    await add({ primaryId: 'TITLE-I' });
    expect((await add({ primaryId: 'title-i' })).status).toBe(409);
    expect((await add({ primaryId: 'tıtle-ı' })).status).toBe(201);
  });

  it('S044 changing it to one that is taken is refused and changes nothing', async () => {
    await add({ primaryId: 'taken-1' });
    const { body } = await add({ primaryId: 'free-1' });
    const refused = await saveFields(ada, body, { primaryId: 'TAKEN-1', title: 'DR' });
    expect(refused.body.code).toBe('user.identifier-taken');
    expect(await readRecord(ada, body.id)).toMatchObject({ primaryId: 'free-1', title: null, version: 1 });
  });

  it('S044 F62 twenty users with one identifier added at once make one user', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => add({ primaryId: 'f62' })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    expect(await countOf('f62')).toBe(1);
  });
});

describe('text of all kinds', () => {
  const ZALGO = `Z${'\u0310\u035C\u0334'.repeat(40)}algo`;

  it.each([
    ['right-to-left override', '\u202Egnipeels'],
    ['emoji', 'Fox 👩‍🔬🏳️‍🌈'],
    ['combining marks', 'Va\u0301\u0323lle'],
    ['stacked marks', ZALGO],
    ['markup', '<img src=x onerror=alert(1)>'],
    ['template syntax', '{{7*7}}${7*7}<%= 7 %>'],
    ['quotes', `O'Neil "\\' :*&|!`],
    ['Arabic', 'الخوارزمي'],
    ['Chinese', '王小明'],
    ['a tab and a line break', 'a\tb\nc'],
  ])('F64 F65 a name with %s is stored as typed, listed and found', async (kind, lastName) => {
    const primaryId = `f64-${kind}`;
    const { status, body } = await add({ primaryId, lastName, firstName: 'Unicode' });
    expect([status, body.lastName]).toEqual([201, lastName]);
    expect(await listed(ada, { q: lastName, by: 'lastName' })).toEqual([primaryId]);
    expect(await listed(ada, { q: 'Unicode' })).toContain(primaryId);
    expect((await listPage(ada, { q: primaryId, by: 'identifier' })).rows[0]?.lastName).toBe(lastName);
  });

  it.each([
    ['ten thousand letters', 'x'.repeat(10_000)],
    ['NUL', 'a\u0000b'],
    ['escape', 'a\u001Bb'],
    ['a lone surrogate', 'a\uD800b'],
  ])('F64 a name with %s is refused with a reason', async (_, lastName) => {
    const refused = await add({ lastName });
    expect([refused.status, pathsOf(refused)]).toEqual([400, ['lastName']]);
  });

  it.each(['primaryId', 'lastName', 'prefLastName', 'title'])(
    'F64 the longest %s that is allowed never fails',
    async (field) => {
      // U+FDFA is one character that compatibility normalisation makes eighteen of.
      const random = Array.from({ length: 255 }, (_, at) => String.fromCharCode(0x33_00 + ((at * 37) % 255))).join('');
      for (const value of ['\uFDFA'.repeat(255), '🦊'.repeat(127), random]) {
        expect([201, 400, 422]).toContain((await add({ [field]: value })).status);
      }
      expect((await listPage(ada)).rows).not.toEqual([]);
    },
  );
});

describe('a retry', () => {
  it('F96 with the same key adds one user and gets the first answer again', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await add({ primaryId: 'f96' }, headers);
    const again = await add({ primaryId: 'f96' }, headers);
    expect([again.status, again.body.id]).toEqual([201, first.body.id]);
    expect(await countOf('f96')).toBe(1);
  });

  it('F96 that overtakes its first try gets the same answer as it', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(Array.from({ length: 8 }, () => add({ primaryId: 'f96-race' }, headers)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('F96 of a save neither conflicts with itself nor writes twice', async () => {
    const { body } = await add({});
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(Array.from({ length: 5 }, () => saveFields(ada, body, { title: 'DR' }, headers)));
    expect(answers.map((answer) => [answer.status, answer.body.version])).toEqual(
      Array.from({ length: 5 }, () => [200, 2]),
    );
  });

  it('F96 with a key that stood for another request is refused, and so is a key that is no UUID', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    await add({ primaryId: 'f96-one' }, headers);
    expect((await add({ primaryId: 'f96-two' }, headers)).body.code).toBe('idempotency.mismatch');
    expect((await add({}, { 'idempotency-key': 'mine' })).status).toBe(400);
  });
});
