import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYSTEM } from '../../backend/src/platform/database/actor.js';
import { UnitOfWork } from '../../backend/src/platform/database/unit-of-work.js';
import { Administrators } from '../../backend/src/auth/administrators.js';
import type { OwnRecord } from '../../backend/src/contract/me.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import { ROLE, type RoleCode } from '../../backend/src/contract/permissions.js';
import type { ApiClient } from '../support/api-client.js';
import { PASSWORD, startTestPortal, type TestPortal } from '../support/portal.js';
import { readRecord } from '../support/records.js';
import { adding, changing, save } from '../support/rows.js';

let portal: TestPortal;
let ada: ApiClient;

beforeAll(async () => {
  portal = await startTestPortal();
  ada = await portal.signedIn();
});
afterAll(() => portal.stop());

const NOTE = { type: 'LIBRARY', text: 'Bring your card', userViewable: true, popup: true };

/** Somebody signed in with these roles, and the id of their record. */
async function person(name: string, roles: RoleCode[] = []): Promise<[string, ApiClient]> {
  const id = await portal.addAccount(name, roles);
  const client = portal.client();
  await client.signIn(name, PASSWORD);
  return [id, client];
}

describe('one’s own record', () => {
  it('S101 F60 shows the person the notes that are viewable, and nothing that is for staff', async () => {
    const [id, mary] = await person('mary');
    const [shown, hidden] = [adding('notes', NOTE), adding('notes', { ...NOTE, text: 'Rude', userViewable: false })];
    await save(ada, await readRecord(ada, id), shown, hidden);
    const answer = await mary.get<OwnRecord>('/api/me');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ...{ userId: id, displayName: 'mary Tester', primaryId: 'mary', recordType: 'STAFF', accountType: 'INTERNAL' },
      expiryDate: null,
      notes: [{ id: shown.id, type: 'LIBRARY', text: 'Bring your card', createdAt: expect.any(String) }],
    });
  });

  it('S101 F60 follows the mark: a note that is no longer viewable is gone', async () => {
    const [id, client] = await person('follow');
    const note = adding('notes', NOTE);
    const stored = (await save(ada, await readRecord(ada, id), note)).body;
    await save(ada, stored, changing('notes', note.id, { ...NOTE, userViewable: false }));
    expect((await client.get<OwnRecord>('/api/me')).body.notes).toEqual([]);
  });

  it('S101 S001 needs no right, gives no other right, and there is no way to ask for another person’s', async () => {
    const [otherId] = await person('other');
    await save(ada, await readRecord(ada, otherId), adding('notes', { ...NOTE, text: 'For somebody else' }));
    const people: RoleCode[][] = [[], [ROLE.patron], [ROLE.researchObserver]];
    for (const roles of people) {
      const [id, client] = await person(`person-${roles.join('-')}`, roles);
      for (const query of ['', `?userId=${otherId}`, `?id=${otherId}`]) {
        const answer = await client.get<OwnRecord>(`/api/me${query}`);
        expect([answer.status, answer.body.userId, answer.body.notes]).toEqual([200, id, []]);
      }
      expect((await client.get(`/api/me/${otherId}`)).status).toBe(404);
      const reads = roles.includes(ROLE.researchObserver);
      expect((await client.get(`/api/users/${id}`)).status).toBe(reads ? 200 : 403);
    }
  });

  it('S101 F48 is for nobody who is not signed in, and not before a handed-out password is changed', async () => {
    expect((await portal.client().get<Problem>('/api/me')).body.code).toBe('session.required');
    const account = { firstName: 'New', lastName: 'Comer', email: 'new@example.org', roles: [], password: PASSWORD };
    await portal
      .get(UnitOfWork)
      .run(SYSTEM, (unit) =>
        portal.get(Administrators).add(unit, { ...account, primaryId: 'newcomer', mustChange: true }),
      );
    const newcomer = portal.client();
    await newcomer.signIn('newcomer', PASSWORD);
    expect((await newcomer.get<Problem>('/api/me')).body.code).toBe('session.password-change-required');
  });
});
