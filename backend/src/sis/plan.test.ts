import { describe, expect, it } from '@jest/globals';
import { aSourceUser, anEmail, anIdentifier } from '../../../test/fixtures/feed.js';
import { identifierKey } from '../users/keys.js';
import type { ExistingRecord, RecordLists } from './existing-record.js';
import type { FeedUser } from './feed-user.js';
import { NAME_DISPLAY } from '../contract/names.js';
import { type PlanContext, type PlannedRecord, planUser, type UserPlan } from './plan.js';

const TODAY = '2026-11-23';

function aContext(overrides: Partial<PlanContext> = {}): PlanContext {
  let ids = 0;
  return {
    profile: { recordType: 'PUBLIC', accountType: 'EXTERNAL', externalId: 'SIS' },
    external: true,
    today: TODAY,
    now: '2026-11-23T10:00:00.000Z',
    writer: 'feed.zip',
    writerId: null,
    owners: new Map(),
    exclusive: false,
    nameDisplay: NAME_DISPLAY,
    newId: () => {
      ids += 1;
      return `new-${ids}`;
    },
    ...overrides,
  };
}

const fromFeed = (...given: Parameters<typeof aSourceUser>): FeedUser => ({ line: 7, ...aSourceUser(...given) });

/** The record as it stands after the plan was carried out. */
function after(plan: UserPlan, lists: Partial<RecordLists> = {}): ExistingRecord {
  const record = planned(plan);
  const own = Object.fromEntries(
    Object.entries(record.lists).map(([name, { added, changed }]) => [
      name,
      [...added, ...changed.map((change) => change.after)],
    ]),
  );
  return {
    ...record,
    primaryIdKey: identifierKey(record.fields.primaryId ?? ''),
    hasResearcherRecord: false,
    lists: { ...(own as unknown as RecordLists), ...lists },
  };
}

function planned(plan: UserPlan): PlannedRecord {
  if (plan.kind === 'created' || plan.kind === 'updated') return plan.record;
  throw new Error(JSON.stringify(plan));
}

function reasons(plan: UserPlan): string[] {
  return plan.kind === 'rejected' ? plan.rejections.map(({ code }) => code) : [plan.kind];
}

const created = (user: FeedUser): ExistingRecord => after(planUser(user, null, aContext()));
const replan = (user: FeedUser, existing: ExistingRecord, context = aContext()): UserPlan =>
  planUser(user, existing, context);
const changesOf = (plan: UserPlan): string[] =>
  planned(plan).changes.map(({ field, before, after: now }) => `${field}: ${shown(before)} > ${shown(now)}`);

function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  for (const key of ['address', 'number', 'value', 'text']) if (key in value) return String(Reflect.get(value, key));
  return 'row';
}

const internalEmail = { id: 'mine', types: [], description: null, address: 'own@example.org', external: false };

describe('a user of the feed without a record', () => {
  it('becomes an external user with external rows and a history of every field', () => {
    const plan = planUser(fromFeed('nd1', { isResearcher: true }), null, aContext());
    expect(plan).toMatchObject({
      kind: 'created',
      record: { id: 'new-1', version: 1, externalId: 'SIS', statusDate: TODAY },
    });
    expect(planned(plan).fields).toMatchObject({ recordType: 'PUBLIC', status: 'ACTIVE', prefFirstName: null });
    expect(planned(plan).lists.emails.added).toEqual([
      { id: 'new-2', address: 'nd1@example.edu', types: ['work'], description: null, preferred: true, external: true },
    ]);
    expect(planned(plan).lists.identifiers.added).toMatchObject([{ value: 'B-nd1', external: true }]);
    expect(changesOf(plan)).toEqual([
      'recordType: null > PUBLIC',
      'primaryId: null > nd1',
      'firstName: null > Nancy',
      'lastName: null > Drew nd1',
      'status: null > ACTIVE',
      'accountType: null > EXTERNAL',
      'externalId: null > SIS',
      'isResearcher: null > true',
      'emails: null > nd1@example.edu',
      'identifiers: null > B-nd1',
    ]);
  });

  it('gets a preferred row of every kind, and whole preferred names (S040)', () => {
    const user = fromFeed('nd1', {
      fields: { prefFirstName: 'Nan' },
      emails: [anEmail('a@b.org', { preferred: false })],
    });
    const record = planned(planUser(user, null, aContext()));
    expect(record.lists.emails.added).toMatchObject([{ preferred: true }]);
    expect(record.fields).toMatchObject({ prefFirstName: 'Nan', prefMiddleName: null, prefLastName: 'Drew nd1' });
  });

  it('is internal, with internal rows, where the profile says so', () => {
    const profile = { recordType: 'STAFF', accountType: 'INTERNAL', externalId: null } as const;
    const plan = planUser(fromFeed('nd1'), null, aContext({ profile, external: false }));
    expect(planned(plan)).toMatchObject({ accountType: 'INTERNAL', externalId: null });
    expect(planned(plan).lists.emails.added).toMatchObject([{ external: false }]);
  });
});

describe('a user of the feed with a record', () => {
  const user = fromFeed('nd1', {
    fields: { title: 'DR', expiryDate: '2030-01-01', middleName: 'W' },
    notes: [{ type: 'OTHER', text: 'Hello', userViewable: false, popup: false, createdBy: null }],
  });

  it('F79 is unchanged when the feed says the same again', () => {
    expect(replan(user, created(user))).toEqual({ kind: 'unchanged', id: 'new-1' });
  });

  it('S059 is updated field by field, and only what differs is in the history', () => {
    const changed = { ...user, fields: { ...user.fields, lastName: 'Hardy', expiryDate: null } };
    const plan = replan(changed, created(user));
    expect(plan).toMatchObject({ kind: 'updated', record: { id: 'new-1', version: 2, recordName: 'Hardy, Nancy W' } });
    expect(changesOf(plan)).toEqual(['lastName: Drew nd1 > Hardy', 'expiryDate: 2030-01-01 > null']);
  });

  it('S059 loses what the feed no longer has, but not what is edited by hand', () => {
    const bare = { ...user, fields: { ...user.fields, title: null, middleName: null, status: null } };
    expect(changesOf(replan(bare, created(user)))).toEqual(['middleName: W > null']);
  });

  it('S041 keeps a preferred name that differs, and renews one that was the main name', () => {
    const married = { ...user, fields: { ...user.fields, lastName: 'Hardy' } };
    const same = { prefFirstName: 'Nancy', prefMiddleName: 'W', prefLastName: 'Drew nd1' };
    const existing = created(user);
    const identical = { ...existing, fields: { ...existing.fields, ...same } };
    expect(planned(replan(married, identical)).fields).toMatchObject({ prefFirstName: 'Nancy', prefLastName: 'Hardy' });
    const differing = { ...existing, fields: { ...existing.fields, ...same, prefFirstName: 'Nan' } };
    expect(planned(replan(married, differing)).fields).toMatchObject({
      prefFirstName: 'Nan',
      prefLastName: 'Drew nd1',
    });
  });

  it('has the date of a new status', () => {
    const existing = { ...created(user), statusDate: '2020-01-01' };
    const left = { ...user, fields: { ...user.fields, status: 'INACTIVE' } };
    expect(changesOf(replan(left, existing))).toEqual([
      'status: ACTIVE > INACTIVE',
      `statusDate: 2020-01-01 > ${TODAY}`,
    ]);
  });

  it('takes the record type from the profile', () => {
    const profile = { recordType: 'STAFF', accountType: 'EXTERNAL', externalId: 'SIS' } as const;
    const plan = replan(user, created(user), aContext({ profile }));
    expect(changesOf(plan)).toEqual(['recordType: PUBLIC > STAFF']);
  });
});

describe('rows of a list', () => {
  const user = fromFeed('nd1');

  it('S089 external rows are replaced, equal ones keep their id, internal ones stay', () => {
    const existing = created({ ...user, emails: [anEmail('a@b.org'), anEmail('c@d.org', { preferred: false })] });
    const lists = { ...existing.lists, emails: [...existing.lists.emails, { ...internalEmail, preferred: false }] };
    const next = { ...user, emails: [anEmail('A@b.org'), anEmail('e@f.org', { preferred: false })] };
    const plan = replan(next, { ...existing, lists });
    expect(changesOf(plan)).toEqual(['emails: c@d.org > null', 'emails: a@b.org > A@b.org', 'emails: null > e@f.org']);
    expect(planned(plan).lists.emails.changed[0]?.after.id).toBe(existing.lists.emails[0]?.id);
  });

  it('S089 without any in the feed, external rows go and internal ones stay', () => {
    const existing = created(user);
    const lists = { ...existing.lists, emails: [...existing.lists.emails, { ...internalEmail, preferred: false }] };
    const plan = replan({ ...user, emails: [], identifiers: [] }, { ...existing, lists });
    expect(changesOf(plan)).toEqual([
      'emails: nd1@example.edu > null',
      'emails: own@example.org > own@example.org',
      'identifiers: B-nd1 > null',
    ]);
    expect(planned(plan).lists.emails.changed).toMatchObject([{ after: { id: 'mine', preferred: true } }]);
  });

  it('F84 exactly one row stays preferred, and the choice of a person stands', () => {
    const existing = created(user);
    const [external] = existing.lists.emails;
    const lists = {
      ...existing.lists,
      emails: [{ ...internalEmail, preferred: true }, ...(external ? [{ ...external, preferred: false }] : [])],
    };
    expect(reasons(replan(user, { ...existing, lists }))).toEqual(['unchanged']);
  });

  it('S090 F84 an internal identifier the feed sends becomes external and keeps its id', () => {
    const existing = created({ ...user, identifiers: [] });
    const own = { id: 'own', type: 'BARCODE', value: 'b-ND1', note: 'by hand', active: true, external: false };
    const other = { ...own, id: 'other', type: 'ORCID', value: 'o-1' };
    const lists = { ...existing.lists, identifiers: [own, other] };
    const plan = replan(user, { ...existing, lists });
    expect(planned(plan).lists.identifiers).toMatchObject({
      added: [],
      removed: [],
      changed: [{ after: { id: 'own', value: 'B-nd1', external: true } }],
    });
  });

  it('S095 an identifier the user has by hand under another type is rejected', () => {
    const existing = created({ ...user, identifiers: [] });
    const own = { id: 'own', type: 'ORCID', value: 'b-ND1', note: null, active: true, external: false };
    const plan = replan(user, { ...existing, lists: { ...existing.lists, identifiers: [own] } });
    expect(plan).toMatchObject({ kind: 'rejected', rejections: [{ code: 'identifier.repeated' }] });
  });

  it('a note that is repeated keeps its writer and time', () => {
    const note = { type: 'OTHER', text: 'Hello', userViewable: false, popup: false, createdBy: null } as const;
    const existing = created({ ...user, notes: [note] });
    expect(existing.lists.notes).toMatchObject([{ createdBy: 'feed.zip', createdAt: '2026-11-23T10:00:00.000Z' }]);
    const later = aContext({ now: '2027-01-01T00:00:00.000Z', writer: 'other.zip' });
    expect(reasons(replan({ ...user, notes: [note] }, existing, later))).toEqual(['unchanged']);
  });
});

describe('a user of the feed that is rejected', () => {
  const user = fromFeed('nd1');

  it('S059 is an internal user of the portal, who is never touched', () => {
    for (const accountType of ['INTERNAL', 'INTEXTAUTH'] as const) {
      expect(reasons(replan(user, { ...created(user), accountType }))).toEqual(['user.internal']);
    }
  });

  it('is an external user in a feed that only adds internal ones', () => {
    const profile = { recordType: 'PUBLIC', accountType: 'INTERNAL', externalId: null } as const;
    expect(reasons(replan(user, created(user), aContext({ profile })))).toEqual(['user.exists']);
  });

  it('F83 has an identifier of another user; the first record of the feed keeps it', () => {
    const context = aContext();
    expect(planUser(user, null, context).kind).toBe('created');
    const second = fromFeed('nd2', { identifiers: [anIdentifier('b-nd1')] });
    expect(reasons(planUser(second, null, context))).toEqual(['identifier.taken']);
  });

  it('F83 an identifier that an earlier record gave up can be taken', () => {
    const existing = created(user);
    const context = aContext({ owners: new Map([['BARCODE\nb-nd1', existing.id]]) });
    expect(replan({ ...user, identifiers: [] }, existing, context).kind).toBe('updated');
    const second = fromFeed('nd2', { identifiers: [anIdentifier('B-ND1')] });
    expect(planUser(second, null, context).kind).toBe('created');
  });

  it('has an identifier twice, or one that is the primary identifier', () => {
    const twice = fromFeed('nd1', { identifiers: [anIdentifier('x'), anIdentifier('X')] });
    expect(reasons(planUser(twice, null, aContext()))).toEqual(['identifier.repeated']);
    const primary = fromFeed('nd1', { identifiers: [anIdentifier('ＮＤ1')] });
    expect(reasons(planUser(primary, null, aContext()))).toEqual(['identifier.is-primary-id']);
  });

  it('has dates that contradict each other', () => {
    const born = fromFeed('nd1', { fields: { birthDate: '2030-01-01', expiryDate: '2029-01-01' } });
    const plan = planUser(born, null, aContext());
    expect(plan).toMatchObject({
      rejections: [
        { line: 7, field: 'birth_date', code: 'date.in-future' },
        { line: 7, field: 'expiry_date', code: 'date.before-birth' },
      ],
    });
  });
});
