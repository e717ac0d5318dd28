import { Injectable } from '@nestjs/common';
import type { Suggestion } from '../contract/suggestions.js';
import { Database } from '../platform/database/database.js';
import { emailKey, fold, identifierKey, nameQuery } from './keys.js';

const MOST = 8;
const LAST_LETTER = '\u{10FFFF}';

const PARTS = `u.id, u.primary_id as "primaryId", u.first_name as "firstName", u.middle_name as "middleName",
  u.last_name as "lastName", u.pref_first_name as "prefFirstName", u.pref_middle_name as "prefMiddleName",
  u.pref_last_name as "prefLastName", u.record_type as "recordType", u.status`;
const BY_IDENTIFIER = `select ${PARTS}, 'identifier' as by from users u where u.id in (
  select k.id from users k where k.primary_id_key collate "C" = $1
  union all select i.user_id from user_identifier i where i.value_key collate "C" = $1) limit $2`;
const BY_EMAIL = `select ${PARTS}, 'email' as by from users u where u.id in (
  select e.user_id from user_email e where e.address_key collate "C" = $1) limit $2`;
const BY_BEGINNING = `select ${PARTS}, 'name' as by from users u
where u.sort_name >= $1 and u.sort_name < $2 order by u.sort_name, u.id limit $3`;
const BY_NAME = `select ${PARTS}, 'name' as by from users u
where u.name_search @@ $1::tsquery order by u.sort_name, u.id limit $2`;

/** The few users somebody who types this most likely means. */
@Injectable()
export class UserSuggester {
  constructor(private readonly database: Database) {}

  /**
   * Best first: a whole identifier or e-mail address, then names that begin so, then names with such a part.
   * @param q not empty
   */
  async suggest(q: string): Promise<Suggestion[]> {
    const beginning = fold(q);
    const parts = nameQuery(q);
    const found = await Promise.all([
      this.read(BY_IDENTIFIER, identifierKey(q), MOST),
      q.includes('@') ? this.read(BY_EMAIL, emailKey(q), MOST) : [],
      beginning === '' ? [] : this.read(BY_BEGINNING, beginning, beginning + LAST_LETTER, MOST),
      parts === null ? [] : this.read(BY_NAME, parts, MOST),
    ]);
    const byId = new Map<string, Suggestion>();
    for (const suggestion of found.flat()) if (!byId.has(suggestion.id)) byId.set(suggestion.id, suggestion);
    return [...byId.values()].slice(0, MOST);
  }

  private read(statement: string, ...values: unknown[]): Promise<Suggestion[]> {
    return this.database.query<Suggestion>(statement, values);
  }
}
