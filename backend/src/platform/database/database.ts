import { Injectable } from '@nestjs/common';
import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool, PoolClient } from 'pg';
import { statementName } from './statement-name.js';
import { Transaction } from './transaction.js';

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
    const result = await pool.query({ name: statementName(text), text, values: [...params] });
    return result.rows as Row[];
  }

  /**
   * Rows of one statement that reads no table from one end to the other where an index serves. For statements that
   * stop early: what the database believes of when they will stop is not worth reading a whole table for.
   */
  async byIndex<Row>(text: string, params: readonly unknown[] = []): Promise<Row[]> {
    const transaction = Transaction.begin(await this.connect());
    try {
      // The setting lasts as long as the transaction; sent in one packet, it costs no turn of its own.
      const setting = transaction.query(NO_WHOLE_TABLES);
      const asked = transaction.query<Row & object>(text, params);
      const [, { rows }] = await Promise.all([setting, asked, transaction.commit()]);
      return rows;
    } finally {
      transaction.release();
    }
  }

  /** A connection of one's own until it is released: what transactions stand on, and nothing else. */
  async connect(): Promise<PoolClient> {
    return (await this.connections()).connect();
  }

  private connections(): Promise<Pool> {
    this.pool ??= this.orm.em.getConnection().getNativeClient();
    return this.pool;
  }
}
