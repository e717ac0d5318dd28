import { derivedKeys } from '../../backend/src/users/record-fields.js';
import { emailKey } from '../../backend/src/users/keys.js';
import type { Fields } from '../../backend/src/users/rules.js';
import type { TestPortal } from './portal.js';

const FIRST = ['Ada', 'Béla', 'Chinonso', 'Dmitri', 'Élodie', 'Fatima', 'Grace', 'Hiroshi', 'Ingrid', 'José', 'Kofi'];
const LAST = ['Ångström', 'Brown', 'Chen', 'Dvořák', 'Evans', 'Ferreira', 'García', 'Haddad', 'Ito', 'Jones', 'Kim'];
const SYLLABLES = ['ba', 'do', 'fi', 'ga', 'lu', 'me', 'ni', 'po', 'ra', 'su', 'ta', 'vo'];

const NO_NAME = { middleName: null, prefFirstName: null, prefMiddleName: null, prefLastName: null };

/** A few thousand names with the columns the product derives from a name. */
function names(): object[] {
  const lastNames = LAST.flatMap((last) => SYLLABLES.flatMap((one) => SYLLABLES.map((two) => `${last}${one}${two}`)));
  return lastNames.map((lastName, at) => {
    const firstName = FIRST[at % FIRST.length] ?? '';
    const keys = derivedKeys({ ...NO_NAME, firstName, lastName, primaryId: '' } as Fields);
    return { firstName, lastName, sortName: keys.sortName, nameSearch: keys.nameSearch };
  });
}

const USERS = `
insert into users (id, record_type, account_type, primary_id, primary_id_key, first_name, last_name, expiry_date,
  status, status_date, is_researcher, sort_name, name_search)
select gen_random_uuid(),
  (case when i % 100 < 85 then 'PUBLIC' when i % 100 < 93 then 'STAFF' when i % 100 < 96 then 'CONTACT'
    when i % 100 < 98 then 'ORGANIZATION' else 'NON_AFFILIATED' end),
  (case when i * 7 % 100 < 80 then 'EXTERNAL' when i * 7 % 100 < 98 then 'INTERNAL' else 'INTEXTAUTH' end),
  'U' || i, 'u' || i, n ->> 'firstName', n ->> 'lastName',
  case when i * 3 % 10 < 6 then current_date + (i * 31 % 2000 - 200) end,
  case when i * 11 % 100 < 5 then 'INACTIVE' else 'ACTIVE' end, current_date - i % 1500, i * 13 % 100 < 3,
  n ->> 'sortName', (n ->> 'nameSearch')::tsvector
from generate_series(1, $2::int) i cross join lateral (select $1::jsonb -> (i % jsonb_array_length($1::jsonb)) as n) p`;

const PARTS = [
  `insert into user_email (id, user_id, address, address_key, types, preferred)
    select gen_random_uuid(), id, primary_id || $1, primary_id_key || $2, '{work}', true from users`,
  `insert into user_identifier (id, user_id, type, value, value_key)
    select gen_random_uuid(), id, 'BARCODE', 'B' || primary_id, 'b' || primary_id_key from users`,
  `insert into user_note (id, user_id, type, text, created_by)
    select gen_random_uuid(), id, 'OTHER', 'x', 'test' from users where primary_id_key like '%7'`,
  `insert into user_role (id, user_id, role) select gen_random_uuid(), id, '200' from users`,
  `insert into user_role (id, user_id, role) select gen_random_uuid(), id, '21' from users where primary_id_key like '%77'`,
  `insert into credential (user_id, password_hash) select id, '-' from users where record_type = 'STAFF'`,
  `insert into attempt_counter (user_id, secret, failures, locked_at)
    select id, 'password', 5, clock_timestamp() from users where record_type = 'STAFF' and primary_id_key like '%99'`,
  `with held as (insert into record_lock (kind, holder, reason, record_ids, expires_at)
    select 'job', 'test', 'test', array_agg(id), clock_timestamp() + interval '1 hour' from users
    where primary_id_key like '%55' returning id, record_ids)
    update users u set lock_id = held.id from held where u.id = any(held.record_ids)`,
];

/** Fills the portal with users of all kinds, past the write path but with its keys, and tells the planner. */
export async function fillWithUsers(portal: TestPortal, count: number): Promise<void> {
  await portal.query(USERS, [JSON.stringify(names()), count]);
  const domain = '@Example.org';
  for (const part of PARTS) await portal.query(part, part.includes('$1') ? [domain, emailKey(domain)] : []);
  await portal.query(
    `insert into change_log (seq, record_id, version, action, record_name, actor, source, record_type, account_type,
      status, fields) select row_number() over (), id, 1, 'created', last_name, 'test', 'FEED', record_type,
      account_type, status, '[]' from users`,
  );
  await portal.query(`update change_counter set seq = (select max(seq) from change_log)`);
  // Without a vacuum the index would not know that its rows are visible to all, as it does on a database in use.
  await portal.query('vacuum analyze');
}
