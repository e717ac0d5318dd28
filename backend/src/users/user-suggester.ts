import { Injectable } from '@nestjs/common';
import type { Units } from '../contract/grants.js';
import type { Suggestion } from '../contract/suggestions.js';
import { Database } from '../platform/database/database.js';
import { inUnits, SqlParameters } from './list-query.js';
import { emailKey, fold, identifierKey, nameQuery } from './keys.js';

const MOST = 8;
const LAST_LETTER = '\u{10FFFF}';

const PARTS = `u.id, u.primary_id as "primaryId", u.first_name as "firstName", u.middle_name as "middleName",
  u.last_name as "lastName", u.pref_first_name as "prefFirstName", u.pref_middle_name as "prefMiddleName",
  u.pref_last_name as "prefLastName", u.record_type as "recordType", u.status`;

/** One way to find users: where they are looked for by the values given, and in which order. */
interface Way {
  by: Suggestion['by'];
  where: (...values: string[]) => string;
  order?: string;
}
const IDENTIFIER: Way = {
  by: 'identifier',
  where: (key) => `u.id in (
  select k.id from users k where k.primary_id_key collate "C" = ${key}
  union all select i.user_id from user_identifier i where i.value_key collate "C" = ${key})`,
};
const EMAIL: Way = {
  by: 'email',
  where: (key) => `u.id in (select e.user_id from user_email e where e.address_key collate "C" = ${key})`,
};
const ORDER = 'order by u.sort_name, u.id';
const BEGINNING: Way = {
  by: 'name',
  where: (from, to) => `u.sort_name >= ${from} and u.sort_name < ${to}`,
  order: ORDER,
};
const NAME: Way = { by: 'name', where: (words) => `u.name_search @@ ${words}`, order: ORDER };

/** The few users somebody who types this most likely means. */
@Injectable()
export class UserSuggester {
  constructor(private readonly database: Database) {}

  /**
   * Best first: a whole identifier or e-mail address, then names that begin so, then names with such a part.
   * @param q not empty
   * @param units whose users may be suggested
   */
  async suggest(q: string, units: Units): Promise<Suggestion[]> {
    const beginning = fold(q);
    const parts = nameQuery(q);
    const found = await Promise.all([
      this.read(IDENTIFIER, units, 'text', identifierKey(q)),
      q.includes('@') ? this.read(EMAIL, units, 'text', emailKey(q)) : [],
      beginning === '' ? [] : this.read(BEGINNING, units, 'text', beginning, beginning + LAST_LETTER),
      parts === null ? [] : this.read(NAME, units, 'tsquery', parts),
    ]);
    const byId = new Map<string, Suggestion>();
    for (const suggestion of found.flat()) if (!byId.has(suggestion.id)) byId.set(suggestion.id, suggestion);
    return [...byId.values()].slice(0, MOST);
  }

  private read({ by, where, order = '' }: Way, units: Units, type: string, ...values: string[]): Promise<Suggestion[]> {
    const sql = new SqlParameters();
    const conditions = [where(...values.map((value) => sql.add(value, type))), ...inUnits(units, sql)];
    return this.database.query<Suggestion>(
      `select ${PARTS}, '${by}' as by from users u where ${conditions.join(' and ')} ${order} limit ${sql.add(MOST, 'int')}`,
      sql.values,
    );
  }
}
