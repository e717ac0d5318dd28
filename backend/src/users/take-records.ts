import type { Unit } from '../platform/database/unit-of-work.js';
import { freeOrRefuse } from '../locks/lock-check.js';
import { User } from './user.entity.js';

// Every column but the search vector, which is written and never read back.
const COLUMNS = `id, version, record_type, account_type, external_id, primary_id, primary_id_key, first_name,
  middle_name, last_name, pref_first_name, pref_middle_name, pref_last_name, title, job_category, job_description,
  gender, user_group, campus_code, website_url, preferred_language, birth_date, expiry_date, purge_date, status,
  status_date, letters_out, is_researcher, created_at, updated_at, sort_name, lock_id`;

/**
 * The first step of every write to existing records: takes their rows, in id order so that two writers never wait
 * for each other in a circle, and refuses those another holder has locked. Missing ids are missing in the answer.
 * @throws ProblemError `record.locked`
 */
export async function takeRecords(unit: Unit, ids: readonly string[]): Promise<User[]> {
  const rows = await unit.sql<Record<string, unknown>>(
    `select ${COLUMNS} from users where id = any($1::uuid[]) order by id for no key update`,
    [ids],
  );
  const records = rows.map((row) => unit.em.map(User, row));
  await freeOrRefuse(unit, records);
  return records;
}
