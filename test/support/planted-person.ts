import { randomUUID } from 'node:crypto';
import { LocksService } from '../../backend/src/locks/locks.service.js';
import { SYSTEM } from '../../backend/src/platform/database/actor.js';
import { aSourceUser, anIdentifier, FeedFolder } from '../fixtures/feed.js';
import { rejects, synchronise } from '../fixtures/feed-run.js';
import type { Answer, ApiClient } from './api-client.js';
import { putResearcher } from './deletion.js';
import type { TestPortal } from './portal.js';
import { readRecord, saveFields } from './records.js';
import { adding, changing, removing, save } from './rows.js';
import { saveSetting } from './settings.js';

/** Stands in everything that is known of the planted person, and nowhere else. */
export const WORD = 'quokka';

const NOTE = { type: 'OTHER', userViewable: false, popup: false } as const;
const NAMES = { order: 'last-first', inText: 'first-last', middleName: false };

interface Place {
  portal: TestPortal;
  ada: ApiClient;
  /** Signed in as the person. */
  person: ApiClient;
  id: string;
  /** Record of somebody else, to whom the person did things. */
  other: string;
}

function expectSaved({ status, body }: Answer<unknown>): void {
  if (status !== 200) throw new Error(`not saved: ${JSON.stringify(body)}`);
}

/** Somebody of whom every table there is knows something. */
export class PlantedPerson {
  private constructor(
    private readonly place: Place,
    private readonly folder: FeedFolder,
  ) {}

  static async create(place: Place): Promise<PlantedPerson> {
    return new PlantedPerson(place, await FeedFolder.create());
  }

  async everywhere(): Promise<void> {
    await this.fillTables();
    await this.fillRecord();
    await this.keep();
    await this.act();
    await putResearcher(this.place.ada, this.place.id, { affiliation: 'Quokka institute', assets: 0, grants: 0 });
  }

  /** A feed whose report speaks of them: their own record, one that wants their identifier, one they hold. The job's id. */
  async reject(): Promise<string> {
    const { ada } = this.place;
    const users = [
      aSourceUser('Quokka-now'),
      aSourceUser('wants', { identifiers: [anIdentifier('QUOKKA-1')] }),
      aSourceUser('by-them', { fields: { lastName: 'Hardy' } }),
    ];
    const job = await synchronise(ada, await this.folder.zip({ 'a.xml': users }));
    const named = (await rejects(ada, job.id)).filter(({ detail }) => detail.toLowerCase().includes(WORD));
    if (named.length !== users.length) throw new Error(`${String(named.length)} rejects name them`);
    return job.id;
  }

  remove(): Promise<void> {
    return this.folder.remove();
  }

  /** Every text that no page can give: past the API, as years of changes leave it. */
  private async fillTables(): Promise<void> {
    const { portal, id, other } = this.place;
    await portal.query(
      `update users set version = version + 1, title = 'Quokka title', job_category = 'Quokka job',
        job_description = 'Quokka description', user_group = 'Quokka group', campus_code = 'Quokka campus',
        letters_out = '{Quokka letter}', website_url = 'https://quokka.example.org',
        preferred_language = 'Quokka language', external_id = 'Quokka owner'
      where id = $1`,
      [id],
    );
    await portal.query(`insert into user_pin values ($1, 'quokka pin', clock_timestamp())`, [id]);
    await portal.query(
      `insert into api_key (id, token_hash, user_id, name, permissions, used_from)
        values (gen_random_uuid(), 'quokka', $1, 'Quokka key', '{users.read}', 'quokka address')`,
      [id],
    );
    await portal.query(`update session set ip = 'quokka address', user_agent = 'Quokka browser' where user_id = $1`, [
      id,
    ]);
    await portal.query(`insert into attempt_counter (user_id, secret, failures) values ($1, 'pin', 1)`, [id]);
    await portal.query(
      `insert into access_log (at, kind, user_id, actor_id) values (clock_timestamp(), 'unlocked', $1, $2)`,
      [other, id],
    );
    await portal.query(`insert into user_preference values ($1, 'list', '"Quokka preference"')`, [id]);
    await portal.query(
      `insert into user_role (id, user_id, role, scope) values (gen_random_uuid(), $1, '200', 'Quokka scope')`,
      [id],
    );
    // What is kept of the request that added them, for its retries.
    await portal.query(`insert into idempotency_key values ($1, $2, 'hash', to_jsonb($3::text))`, [
      ...[randomUUID(), other, id],
    ]);
  }

  private async fillRecord(): Promise<void> {
    const { portal, ada, id } = this.place;
    const names = {
      primaryId: 'Quokka-now',
      firstName: 'Quokka first',
      middleName: 'Quokka middle',
      lastName: 'Quokka last',
      prefFirstName: 'Quokka preferred',
      prefLastName: 'Quokka preferred last',
    };
    const named = await saveFields(ada, await readRecord(ada, id), names);
    expectSaved(named);
    expectSaved(
      await save(
        ada,
        named.body,
        adding('emails', { address: 'quokka2@example.org', types: ['work'], description: 'Quokka mail' }),
        adding('phones', { number: '+47 quokka', types: ['home'] }),
        adding('addresses', { lines: ['Quokka street'], city: 'Quokka town', note: 'Quokka bell', types: ['home'] }),
        adding('identifiers', { type: 'BARCODE', value: 'QUOKKA-1', note: 'Quokka card' }),
        adding('notes', { ...NOTE, text: 'Quokka likes leaves' }),
      ),
    );
    const edited = { title: { feed: 'Quokka', at: '2026-01-01T00:00:00Z' } };
    await portal.query(`update users set version = version + 1, hand_edited = $2 where id = $1`, [id, edited]);
  }

  /** What they keep of the list, and what others keep that they are in. */
  private async keep(): Promise<void> {
    const { ada, person, id, other } = this.place;
    const view = { name: 'Quokka view', shared: true, state: { tab: 'users', q: 'Quokka last' } };
    await person.post('/api/views', view);
    for (const client of [person, ada]) await client.post('/api/users/selections', { ids: [id, other] });
  }

  /** What they did to others: notes (one edited, one deleted by somebody else), a setting, a job, a lock. */
  private async act(): Promise<void> {
    const { portal, ada, person, id, other } = this.place;
    const [kept, gone] = [adding('notes', { ...NOTE, text: 'Kept' }), adding('notes', { ...NOTE, text: 'Gone' })];
    const noted = await save(person, await readRecord(person, other), kept, gone);
    expectSaved(noted);
    const edited = await save(ada, noted.body, changing('notes', kept.id, { ...kept.row, text: 'Edited' }));
    expectSaved(edited);
    expectSaved(await save(ada, edited.body, removing('notes', gone.id)));
    expectSaved(await saveSetting(person, 'name_display', NAMES));
    const byThem = aSourceUser('by-them', { notes: [{ ...NOTE, text: 'From the feed', createdBy: null }] });
    await synchronise(person, await this.folder.zip({ 'a.xml': [byThem] }));
    const { body } = await person.get<{ displayName: string }>('/api/session');
    const [held] = await portal.query<{ id: string }>(`select id from users where primary_id = 'by-them'`);
    const request = { kind: 'exclusive', holderId: id, holder: body.displayName, reason: 'x', jobId: null } as const;
    await portal.get(LocksService).acquire(SYSTEM, [held?.id ?? ''], request);
  }
}
