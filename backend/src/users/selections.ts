import { Injectable } from '@nestjs/common';
import type { Units } from '../contract/grants.js';
import type { SelectUsers, Selection } from '../contract/selections.js';
import { MOST_SELECTED } from '../contract/selections.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { Housekeeping } from '../platform/database/housekeeping.js';
import { databaseFailure, SQLSTATE } from '../platform/database/sqlstate.js';
import { ProblemError } from '../platform/http/problem.js';
import { newId } from '../platform/ids/ids.js';
import { conditions, inUnits, SqlParameters } from './list-query.js';

const FORGET = `delete from list_selection where created_at < clock_timestamp() - interval '1 day'`;
const READ = `select s.id, s.complete, count(u.id)::int as count,
  (count(*) filter (where u.status = 'ACTIVE'))::int as active,
  (count(*) filter (where u.status = 'INACTIVE'))::int as inactive
from list_selection s
left join list_selection_member m on m.selection_id = s.id left join users u on u.id = m.user_id
  and ($3::text[] is null or u.campus_code = any($3))
where s.id = $1 and s.owner_id = $2 group by s.id`;
const NEXT = `select m.user_id as id from list_selection_member m join list_selection s on s.id = m.selection_id
where s.id = $1 and s.owner_id = $2 and m.user_id > $3 order by m.user_id limit $4`;
const ATTEMPTS = 5;

/** Whose selection it is, and the units whose users are there for them. */
interface Owner {
  userId: string;
  units: Units;
}

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Users somebody selected, kept as rows here so that no page has to carry ten thousand ids. */
@Injectable()
export class Selections {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    housekeeping: Housekeeping,
  ) {
    housekeeping.add(FORGET);
  }

  /** Selects users; ids that are gone, or not there for this person, are left out. */
  async make({ userId, units }: Owner, wanted: SelectUsers): Promise<Selection> {
    const id = newId();
    const sql = new SqlParameters();
    const selection = sql.add(id, 'uuid');
    const owner = sql.add(userId, 'uuid');
    const statement = `with chosen as materialized (${this.chosen(wanted, units, sql)} limit ${String(MOST_SELECTED + 1)}),
      made as (insert into list_selection (id, owner_id, complete)
        select ${selection}, ${owner}, count(*) <= ${String(MOST_SELECTED)} from chosen returning id)
      insert into list_selection_member (selection_id, user_id)
      select made.id, chosen.id from made, chosen limit ${String(MOST_SELECTED)}`;
    await this.unlessDeleted(() => this.database.byIndex(statement, sql.values));
    return this.own(id, { userId, units });
  }

  /**
   * A selection as its users are now.
   * @throws ProblemError `resource.not-found` when there is none, or it is somebody else's
   */
  async own(id: string, { userId, units }: Owner): Promise<Selection> {
    const [selection] = await this.database.query<Selection>(READ, [id, userId, units]);
    if (selection === undefined) throw new ProblemError('resource.not-found');
    return selection;
  }

  /** The next ids of a selection behind one, in the order in which rows are taken for writing. */
  async next(id: string, ownerId: string, after: string | null, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(NEXT, [id, ownerId, after ?? BEFORE_ALL, limit]);
    return rows.map((row) => row.id);
  }

  /** Runs it again when somebody who was chosen is deleted in that very moment: they are not chosen then. */
  private async unlessDeleted(work: () => Promise<unknown>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await work();
        return;
      } catch (error) {
        if (attempt === ATTEMPTS || databaseFailure(error)?.code !== SQLSTATE.foreignKeyViolation) throw error;
      }
    }
  }

  private chosen({ ids, list }: SelectUsers, units: Units, sql: SqlParameters): string {
    const where =
      list === undefined ? [`u.id = any(${sql.add(ids ?? [], 'uuid[]')})`] : conditions(list, this.clock.today(), sql);
    where.push(...inUnits(units, sql));
    return `select u.id from users u ${where.length === 0 ? '' : `where ${where.join(' and ')}`}`;
  }
}
