import { jest } from '@jest/globals';
import { Client } from 'pg';
import type { Audience } from '../../backend/src/contract/grants.js';
import { listQuerySchema, SORTS, wholeListSchema } from '../../backend/src/contract/user-list.js';
import { Database } from '../../backend/src/platform/database/database.js';
import type { Cursor } from '../../backend/src/users/list-cursor.js';
import { encodeCursor } from '../../backend/src/users/list-cursor.js';
import { Selections } from '../../backend/src/users/selections.js';
import { UserLister } from '../../backend/src/users/user-lister.js';
import { fillWithUsers } from './many-users.js';
import type { TestPortal } from './portal.js';
import { startTestPortal } from './portal.js';

const COUNT = 20_000;
const TABLES = ['users', 'user_email', 'user_identifier', 'user_note', 'user_role', 'change_log'];
// Half of all, a tenth, and a hundredth of them.
const UNITS = `update users set campus_code = case when right(primary_id, 1) < '5' then 'MAIN'
  when right(primary_id, 1) = '5' then 'LAW' when right(primary_id, 2) = '99' then 'ARTS' end`;

export const ORDERS = SORTS.flatMap((sort) => (['asc', 'desc'] as const).map((direction) => ({ sort, direction })));
export type Order = (typeof ORDERS)[number];
export type Side = Cursor['side'] | 'first';

/** Where a page begins that lies in the middle of the list, by each sort key. */
const MIDDLE = { name: 'garcía', primaryId: 'u5', statusDate: '2025-06-01' };
const ID = '88888888-8888-4888-8888-888888888888';

/** A statement about users, and whether the portal keeps the database from reading whole tables for it. */
export interface Statement {
  text: string;
  params: readonly unknown[];
  byIndex: boolean;
}

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}

/** A portal with twenty thousand users of all kinds, whose statements are explained instead of run. */
export class ListPlans {
  private constructor(
    readonly portal: TestPortal,
    private readonly planned: Client,
    private readonly plannedByIndex: Client,
  ) {}

  static async start(): Promise<ListPlans> {
    const portal = await startTestPortal();
    await fillWithUsers(portal, COUNT);
    await portal.query(`alter table users disable trigger users_version`);
    await portal.query(UNITS);
    await portal.query(`alter table users enable trigger users_version`);
    await portal.query('vacuum analyze users');
    const planned = new Client({ connectionString: portal.databaseUrl });
    const plannedByIndex = new Client({ connectionString: portal.databaseUrl });
    await planned.connect();
    await plannedByIndex.connect();
    await plannedByIndex.query('set enable_seqscan = off');
    return new ListPlans(portal, planned, plannedByIndex);
  }

  async stop(): Promise<void> {
    await this.planned.end();
    await this.plannedByIndex.end();
    await this.portal.stop();
  }

  /** What the portal would ask the database about users while it does this; it gets no rows for an answer. */
  async asked(work: () => Promise<unknown>): Promise<Statement[]> {
    const found = new Map<string, Statement>();
    const noted =
      (byIndex: boolean) =>
      (text: string, params: readonly unknown[] = []) => {
        found.set(JSON.stringify([text, params]), { text, params, byIndex });
        return Promise.resolve([]);
      };
    const database = this.portal.get(Database);
    const query = jest.spyOn(database, 'query').mockImplementation(noted(false));
    const byIndex = jest.spyOn(database, 'byIndex').mockImplementation(noted(true));
    // Nothing was found, which some refuse to go on with.
    await work().catch(() => undefined);
    query.mockRestore();
    byIndex.mockRestore();
    return [...found.values()].filter(({ text }) => /\b(from|join) users u\b/u.test(text));
  }

  /** What is asked for a page of the list that lies on this side of its middle. */
  async turnTo(filters: Record<string, string>, order: Order, side: Side, reader: Audience): Promise<void> {
    const query = listQuerySchema.parse({ tab: 'users', ...filters, ...order });
    const cursor = side === 'first' ? undefined : encodeCursor({ ...order, side, key: MIDDLE[order.sort], id: ID });
    await this.portal.get(UserLister).page({ ...query, cursor }, reader);
  }

  /** What is asked for the number of users in the list. */
  async count(filters: Record<string, string>, reader: Audience): Promise<void> {
    await this.portal.get(UserLister).total(listQuerySchema.parse({ tab: 'users', ...filters }), reader);
  }

  /** What is asked to begin an export of the list. */
  async export(filters: Record<string, string>, order: Order, reader: Audience): Promise<void> {
    const query = wholeListSchema.parse({ tab: 'users', ...filters, ...order });
    await this.portal.get(UserLister).chunks(query, { reader }).next();
  }

  /** What is asked to select the whole list. */
  async select(filters: Record<string, string>, { read }: Audience): Promise<void> {
    const list = wholeListSchema.parse({ tab: 'users', ...filters });
    await this.portal.get(Selections).make({ userId: ID, units: read }, { list });
  }

  /** Which of the statements read a table of users, or of their changes, from one end to the other. */
  async readingWhole(statements: readonly Statement[]): Promise<{ tables: string[]; statement: Statement }[]> {
    const found: { tables: string[]; statement: Statement }[] = [];
    for (const statement of statements) {
      const tables = wholeTablesOf(await this.planOf(statement));
      if (tables.length > 0) found.push({ tables, statement });
    }
    return found;
  }

  private async planOf({ text, params, byIndex }: Statement): Promise<Plan> {
    const client = byIndex ? this.plannedByIndex : this.planned;
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`explain (format json) ${text}`, [
      ...params,
    ]);
    if (rows[0] === undefined) throw new Error('no plan');
    return rows[0]['QUERY PLAN'][0].Plan;
  }
}

function wholeTablesOf(plan: Plan): string[] {
  const name = plan['Relation Name'] ?? '';
  const here = plan['Node Type'] === 'Seq Scan' && TABLES.includes(name) ? [name] : [];
  return [...here, ...(plan.Plans ?? []).flatMap(wholeTablesOf)];
}
