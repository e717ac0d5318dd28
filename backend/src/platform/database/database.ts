import { Injectable } from '@nestjs/common';
import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { statementName } from './prepared-client.js';

const NO_WHOLE_TABLES = 'set local enable_seqscan = off';

/**
 * Single statements outside a transaction. They are prepared once per connection under a name that is their hash;
 * lists read plain rows this way because hydrated entities cost three times as much (docs/decisions).
 */
@Injectable()
export class Database {
  private pool: Promise<Pool> | null = null;

  constructor(private readonly orm: MikroORM) {}

  /** Rows of one statement; `params` are bound as `$1…`, never interpolated. */
  async query<Row>(text: string, params: readonly unknown[] = []): Promise<Row[]> {
    const pool = await this.connections();
    const result = await pool.query(prepared(text, params));
    return result.rows as Row[];
  }

  /**
   * Rows of one statement that reads no table from one end to the other where an index serves. For statements that
   * stop early: what the database believes of when they will stop is not worth reading a whole table for.
   */
  async byIndex<Row>(text: string, params: readonly unknown[] = []): Promise<Row[]> {
    const pool = await this.connections();
    const client = await pool.connect();
    try {
      // Sent together: the setting lasts as long as the transaction, and costs no turn of its own.
      const steps = [
        client.query('begin'),
        client.query(NO_WHOLE_TABLES),
        client.query(prepared(text, params)),
        client.query('commit'),
      ] as const;
      // Whoever has the connection next must not hear the rest of this.
      await Promise.allSettled(steps);
      const [, , { rows }] = await Promise.all(steps);
      return rows as Row[];
    } finally {
      client.release();
    }
  }

  private connections(): Promise<Pool> {
    this.pool ??= this.orm.em.getConnection().getNativeClient();
    return this.pool;
  }
}

function prepared(text: string, params: readonly unknown[]): { name: string; text: string; values: unknown[] } {
  return { name: statementName(text), text, values: [...params] };
}
