import { Injectable } from '@nestjs/common';
import type { Researcher } from '../contract/researchers.js';
import { Database } from '../platform/database/database.js';
import type { Unit } from '../platform/database/unit-of-work.js';

const READ = `select affiliation, assets, grants from researcher where user_id = $1`;
const WRITE = `insert into researcher (user_id, affiliation, assets, grants) values ($1, $2, $3, $4)
on conflict (user_id) do update set affiliation = excluded.affiliation, assets = excluded.assets, grants = excluded.grants`;
const REMOVE = `delete from researcher where user_id = $1`;

/** Queries on researcher records; each belongs to one user and goes with them. */
@Injectable()
export class ResearcherStore {
  constructor(private readonly database: Database) {}

  async read(userId: string): Promise<Researcher | null> {
    const [row] = await this.database.query<Researcher>(READ, [userId]);
    return row ?? null;
  }

  /** The same inside a unit of work that has taken the user's record. */
  async take(unit: Unit, userId: string): Promise<Researcher | null> {
    const [row] = await unit.sql<Researcher>(READ, [userId]);
    return row ?? null;
  }

  async write(unit: Unit, userId: string, { affiliation, assets, grants }: Researcher): Promise<void> {
    await unit.sql(WRITE, [userId, affiliation, assets, grants]);
  }

  async remove(unit: Unit, userId: string): Promise<void> {
    await unit.sql(REMOVE, [userId]);
  }
}
