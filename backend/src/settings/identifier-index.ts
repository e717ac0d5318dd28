import { Injectable } from '@nestjs/common';
import type { FieldError } from '../contract/problems.js';
import { PRIMARY_IDENTIFIER } from '../contract/setting-parameters.js';
import type { Unit } from '../platform/database/unit-of-work.js';

/** How many shared identifiers a refusal names. */
const NAMED = 5;

// Writers of identifiers wait here until the setting is written, and this waits for those who are writing.
const HOLD = `lock table identifier_key in share mode`;
const SHARED = `with shared as (select key from identifier_key group by key having count(*) > 1)
select key, (select count(*)::int from shared) as total,
  array(select distinct coalesce(i.type, '${PRIMARY_IDENTIFIER}') from identifier_key k
    left join user_identifier i on i.id = k.row_id where k.key = shared.key order by 1) as types
from shared order by key limit ${String(NAMED)}`;
const RAISE = `create unique index identifier_key_exclusive on identifier_key (key)`;
const DROP = `drop index if exists identifier_key_exclusive`;

/**
 * Makes identifiers unique across types, or lets them be (S096). The rule is a unique index that exists while the
 * setting is on, in one transaction with the setting: so it holds for every writer from that moment, and nobody has to
 * ask whether it is on.
 */
@Injectable()
export class IdentifierIndex {
  /** @returns why the rule cannot be raised: which identifiers users share, in so far as the actor may see users */
  async set(unit: Unit, exclusive: boolean): Promise<FieldError[]> {
    if (!exclusive) {
      await unit.sql(DROP);
      return [];
    }
    await unit.sql(HOLD);
    const shared = await unit.sql<{ key: string; total: number; types: string[] }>(SHARED);
    const [first] = shared;
    if (first === undefined) {
      await unit.sql(RAISE);
      return [];
    }
    const named = unit.actor.grants?.['users.read'] === null ? shared : [];
    return [
      { path: 'value', code: 'identifiers.shared', detail: String(first.total) },
      ...named.map(({ key, types }) => ({ path: `value.${key}`, code: 'identifier.shared', detail: types.join(', ') })),
    ];
  }
}
