import { Injectable } from '@nestjs/common';
import type { CodeTableName } from '../contract/code-tables.js';
import { Database } from '../platform/database/database.js';

/** Where the codes of each table are kept in the records. */
const USERS: Record<CodeTableName, { table: string; column: string }> = {
  user_titles: { table: 'users', column: 'title' },
  user_groups: { table: 'users', column: 'user_group' },
  job_categories: { table: 'users', column: 'job_category' },
  identifier_types: { table: 'user_identifier', column: 'type' },
  institution_languages: { table: 'users', column: 'preferred_language' },
  country_codes: { table: 'user_address', column: 'country' },
};

/** Counts records by code, so that nobody deletes a code that records carry without knowing it. */
@Injectable()
export class CodeUse {
  constructor(private readonly database: Database) {}

  /** How many records use each code; codes nobody uses are missing. With `codes`, only these are counted. */
  async count(name: CodeTableName, codes: readonly string[] | null = null): Promise<Record<string, number>> {
    const { table, column } = USERS[name];
    const records = table === 'users' ? '*' : 'distinct user_id';
    const rows = await this.database.query<{ code: string; count: number }>(
      `select ${column} as code, count(${records})::int as count from ${table}
      where ${column} is not null and ($1::text[] is null or ${column} = any($1)) group by ${column}`,
      [codes],
    );
    return Object.fromEntries(rows.map(({ code, count }) => [code, count]));
  }
}
