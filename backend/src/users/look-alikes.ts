import type { LookAlike } from '../contract/look-alikes.js';
import { lookAlikeSchema, MOST_LOOK_ALIKES } from '../contract/look-alikes.js';
import type { NameParts } from '../contract/names.js';
import { audienceOf, classIn } from '../contract/grants.js';
import { maySeeField } from '../contract/permissions.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { ProblemError } from '../platform/http/problem.js';
import { fold, NAME_WEIGHT, nameQuery } from './keys.js';

/** Whoever adds somebody of these names and this birth date waits for whoever does the same. */
const QUEUE = `select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest($1::text[]) as key`;
export const FIND_LOOK_ALIKES = `
select u.id, u.primary_id as "primaryId", u.record_type as "recordType", u.first_name as "firstName",
  u.middle_name as "middleName", u.last_name as "lastName", u.pref_first_name as "prefFirstName",
  u.pref_middle_name as "prefMiddleName", u.pref_last_name as "prefLastName", u.birth_date::text as "birthDate",
  u.campus_code as unit
from users u where u.birth_date = $1::date and u.name_search @@ $2::tsquery and u.id <> all($3::uuid[])
order by u.sort_name, u.id`;

/** A person as this rule looks at them. */
export interface Person extends NameParts {
  birthDate: string | null;
}

/** First and last name without case and accents, of the main and of the preferred name. */
export function nameKeys(name: NameParts): Set<string> {
  const pairs = [
    [name.firstName, name.lastName],
    [name.prefFirstName, name.prefLastName],
  ];
  return new Set(pairs.flatMap(([first, last]) => (first && last ? [`${fold(first)}\u0001${fold(last)}`] : [])));
}

/** A `tsquery` that finds all who may have one of these names; null for none. */
function candidates(keys: ReadonlySet<string>): string | null {
  const queries = [...keys].flatMap((key) => {
    const [first = '', last = ''] = key.split('\u0001');
    const parts = [nameQuery(first, NAME_WEIGHT.firstName), nameQuery(last, NAME_WEIGHT.lastName)];
    return parts.includes(null) ? [] : [`(${parts.join(' & ')})`];
  });
  return queries.length === 0 ? null : queries.join(' | ');
}

type Found = LookAlike & { unit: string | null };

/** What the person may see of somebody who was found: of users of other units, nothing, not even that there is one. */
function seenBy(unit: Unit, found: Found): LookAlike[] {
  const permissionClass = classIn(audienceOf(unit.actor.grants ?? {}), found.unit);
  if (permissionClass === 'none') return [];
  const visible = Object.keys(lookAlikeSchema.shape).filter((field) => maySeeField(permissionClass, field));
  return [Object.fromEntries(Object.entries(found).filter(([field]) => visible.includes(field))) as LookAlike];
}

/**
 * Warns of users with the same first name, last name and birth date (S058): refuses the first time, and lets the
 * person go on who has seen them (`accepted` ids). Two who add the same person at once are put in a row, so that the
 * second is warned of the first.
 * @throws ProblemError `user.look-alike` naming them
 */
export async function warnOfLookAlikes(unit: Unit, person: Person, accepted: readonly string[]): Promise<void> {
  const keys = nameKeys(person);
  const query = candidates(keys);
  if (person.birthDate === null || query === null) return;
  const places = [...keys].map((key) => `rollcall.look-alike ${key} ${person.birthDate ?? ''}`).sort();
  await unit.sql(QUEUE, [places]);
  const rows = await unit.sql<Found>(FIND_LOOK_ALIKES, [person.birthDate, query, accepted]);
  const lookAlikes = rows
    .filter((row) => [...nameKeys(row)].some((key) => keys.has(key)))
    .flatMap((row) => seenBy(unit, row));
  if (lookAlikes.length === 0) return;
  throw new ProblemError('user.look-alike', { lookAlikes: lookAlikes.slice(0, MOST_LOOK_ALIKES) });
}
