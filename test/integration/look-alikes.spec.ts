import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, ApiClient } from '../support/api-client.js';
import type { TestPortal } from '../support/portal.js';
import { startTestPortal } from '../support/portal.js';
import type { RecordOrProblem } from '../support/records.js';
import { saveSetting } from '../support/settings.js';

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());

function add(given: Record<string, unknown>): Promise<Answer<RecordOrProblem>> {
  return ada.post<RecordOrProblem>('/api/users', {
    recordType: 'PUBLIC',
    primaryId: randomUUID(),
    emails: [{ address: 'someone@example.org', types: ['work'] }],
    ...given,
  });
}

const SEEN = { firstName: 'Zoë', lastName: 'Łukasik', birthDate: '1990-02-28' };

describe('somebody who looks like an existing user', () => {
  it('S058 is warned of with who it is, not blocked: whoever has seen them goes on', async () => {
    const first = await add({ ...SEEN, primaryId: 'zoe-1' });
    const warned = await add({ ...SEEN, primaryId: 'zoe-2' });
    expect(warned.body).toMatchObject({
      status: 409,
      code: 'user.look-alike',
      lookAlikes: [{ id: first.body.id, primaryId: 'zoe-1', recordType: 'PUBLIC', ...SEEN }],
    });
    const second = await add({ ...SEEN, primaryId: 'zoe-2', acceptLookAlikes: [first.body.id] });
    expect(second.status).toBe(201);
    const third = await add({ ...SEEN, primaryId: 'zoe-3', acceptLookAlikes: [first.body.id] });
    expect(third.body.lookAlikes?.map(({ primaryId }) => primaryId)).toEqual(['zoe-2']);
  });

  it.each([
    ['without case and accents', { firstName: 'AGNES', lastName: 'Odegard' }, 409],
    ['by the preferred name', { firstName: 'Aggie', lastName: 'Ødegård' }, 409],
    [
      'in her own preferred name',
      { firstName: 'X', lastName: 'Y', prefFirstName: 'Agnès', prefLastName: 'Ødegård' },
      409,
    ],
    ['with another first name', { firstName: 'Agnesa', lastName: 'Ødegård' }, 201],
    ['with another last name', { firstName: 'Agnès', lastName: 'Ødegårdsen' }, 201],
    ['with first and last name exchanged', { firstName: 'Ødegård', lastName: 'Agnès' }, 201],
    ['with another birth date', { firstName: 'Agnès', lastName: 'Ødegård', birthDate: '1991-01-02' }, 201],
    ['without a birth date', { firstName: 'Agnès', lastName: 'Ødegård', birthDate: null }, 201],
  ])('S058 is recognised %s, or not', async (_, given, status) => {
    const birthDate = '1950-03-04';
    const agnes = { firstName: 'Agnès', middleName: 'Marie', lastName: 'Ødegård', prefFirstName: 'Aggie', birthDate };
    const { body } = await add(agnes);
    expect((await add({ birthDate, ...given })).status).toBe(status);
    await portal.query('delete from users where id = $1', [body.id]);
  });

  it('S058 is seen by each of many who add them at once: one is added, the others are warned', async () => {
    const person = { firstName: 'Ten', lastName: 'Times', birthDate: '1970-01-01' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => add(person)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'user.look-alike')).toHaveLength(9);
  });
});

describe('generating an identifier', () => {
  const generate = (type: string): Promise<Answer<{ value: string } & RecordOrProblem>> =>
    ada.post('/api/identifiers/generate', { type });

  it('S097 gives each of many a number of their own, and none that somebody has', async () => {
    await saveSetting(ada, 'id_generation', { BARCODE: { prefix: 'B', startAt: 10 } });
    await add({ firstName: 'Has', lastName: 'Twelve', primaryId: 'b12' });
    const drawn = await Promise.all(Array.from({ length: 12 }, () => generate('BARCODE')));
    const values = drawn.map(({ body }) => body.value);
    expect(new Set(values).size).toBe(12);
    expect(values).toContain('B10');
    expect(values).not.toContain('B12');
  });

  it('S044 S097 gives a primary identifier also without a policy', async () => {
    const { status, body } = await generate('USERNAME');
    expect([status, body.value]).toEqual([200, '1']);
  });

  it.each([
    ['ORCID', 'identifier.not-generated'],
    ['SHOE_SIZE', 'identifier-type.unknown'],
  ])('S097 says why there is none of type %s', async (type, code) => {
    const refused = await generate(type);
    expect([refused.status, refused.body.errors]).toEqual([422, [{ path: 'type', code }]]);
  });

  it('S097 is for those who may edit users', async () => {
    const otto = await portal.signedIn(['9001']);
    expect((await otto.post('/api/identifiers/generate', { type: 'USERNAME' })).status).toBe(403);
    expect((await ada.post('/api/identifiers/generate', {})).status).toBe(400);
  });
});
