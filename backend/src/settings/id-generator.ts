import { Injectable } from '@nestjs/common';
import { PRIMARY_IDENTIFIER } from '../contract/setting-parameters.js';
import { Database } from '../platform/database/database.js';
import { SettingsService } from './settings.service.js';

// One statement outside any transaction: it holds its row for a moment, and a number once drawn is never drawn again,
// whatever becomes of the record it was for.
const DRAW = `insert into id_sequence as s (type, next) values ($1, $2::bigint + 1)
on conflict (type) do update set next = greatest(s.next, $2::bigint) + 1 returning (next - 1)::text as number`;
const NEXT = `select type, next::float8 as next from id_sequence`;

/** Makes identifiers by the institution's policy: prefix and next number of the type's sequence (S097). */
@Injectable()
export class IdGenerator {
  constructor(
    private readonly settings: SettingsService,
    private readonly database: Database,
  ) {}

  /**
   * A new identifier of this type, or null when the policy generates none. The primary identifier (`USERNAME`) is
   * always generated; without a policy it is the bare number.
   */
  async generate(type: string): Promise<string | null> {
    const policy = this.settings.get('id_generation')[type];
    if (policy === undefined && type !== PRIMARY_IDENTIFIER) return null;
    const [row] = await this.database.query<{ number: string }>(DRAW, [type, policy?.startAt ?? 1]);
    return row === undefined ? null : `${policy?.prefix ?? ''}${row.number}`;
  }

  /** The number each type's sequence comes to next, for the types that have generated one. */
  async next(): Promise<Record<string, number>> {
    const rows = await this.database.query<{ type: string; next: number }>(NEXT);
    return Object.fromEntries(rows.map(({ type, next }) => [type, next]));
  }
}
