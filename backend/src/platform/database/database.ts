import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';

/**
 * Single statements outside a transaction. They are prepared once per connection under a name that is their hash;
 * lists read plain rows this way because hydrated entities cost three times as much (docs/decisions).
 */
@Injectable()
export class Database {
  private pool: Promise<Pool> | null = null;
  private readonly names = new Map<string, string>();

  constructor(private readonly orm: MikroORM) {}

  /** Rows of one statement; `params` are bound as `$1…`, never interpolated. */
  async query<Row>(text: string, params: readonly unknown[] = []): Promise<Row[]> {
    this.pool ??= this.orm.em.getConnection().getNativeClient();
    const pool = await this.pool;
    const result = await pool.query({ name: this.nameOf(text), text, values: [...params] });
    return result.rows as Row[];
  }

  private nameOf(text: string): string {
    let name = this.names.get(text);
    if (name === undefined) {
      name = createHash('sha1').update(text).digest('base64url');
      this.names.set(text, name);
    }
    return name;
  }
}
