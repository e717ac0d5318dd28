import type { Client } from 'pg';
import { listQuerySchema } from '../../backend/src/contract/user-list.js';
import type { Clock } from '../../backend/src/platform/clock/clock.js';
import type { Database } from '../../backend/src/platform/database/database.js';
import type { UserCounters } from '../../backend/src/users/user-counters.js';
import { built } from './product.js';
import type { Read } from './reads.js';
import { EVERYBODY } from '../support/audiences.ts';

/** How the database goes about one statement of a list. */
export interface Plan {
  read: string;
  statement: 'rows' | 'count';
  /** Made for the values at hand, or for any: after some executions the database may take either. */
  kind: 'custom' | 'generic';
  /** Nodes that read tables, such as `Index Scan users_by_name`. */
  scans: string[];
  /** Tables of users that are read from one end to the other. */
  sequential: string[];
}

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: Node[];
}

interface Statement {
  text: string;
  values: readonly unknown[];
}

function nodesOf(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

function planOf(read: string, { text }: Statement, kind: Plan['kind'], root: Node): Plan {
  const nodes = nodesOf(root);
  return {
    read,
    statement: text.includes('order by') ? 'rows' : 'count',
    kind,
    scans: nodes
      .filter((node) => node['Node Type'].includes('Scan'))
      .map((node) => [node['Node Type'], node['Index Name'] ?? node['Relation Name']].filter(Boolean).join(' ')),
    sequential: nodes
      .filter((node) => node['Node Type'] === 'Seq Scan')
      .map((node) => node['Relation Name'] ?? '')
      .filter((table) => table.startsWith('user')),
  };
}

/** More rows than a page holds, so that they are counted as well. */
const FULL_PAGE = Array.from({ length: 101 }, (_, seq) => ({ id: String(seq), sortKey: '', seq, count: seq }));

/** What the product itself asks for a list, word for word: its own lister, over a database that only takes notes. */
async function statementsOf(read: Read): Promise<Statement[]> {
  const { UserLister } = await built('users/user-lister');
  const noted: Statement[] = [];
  const database = {
    query: (text: string, values: readonly unknown[] = []) => {
      noted.push({ text, values });
      return Promise.resolve(FULL_PAGE);
    },
  } as unknown as Database;
  const clock = { today: () => '2026-11-23' } as unknown as Clock;
  const counters = { count: () => 1 } as unknown as UserCounters;
  const [first] = read.lists;
  if (first !== undefined)
    await new UserLister(database, clock, counters).page(listQuerySchema.parse(first), EVERYBODY);
  return noted.filter(({ text }) => text.includes(' users u'));
}

async function explain(client: Client, { text, values }: Statement, kind: Plan['kind']): Promise<Node> {
  interface Row {
    'QUERY PLAN': { Plan: Node }[];
  }
  const { rows } =
    kind === 'custom'
      ? await client.query<Row>(`explain (format json) ${text}`, [...values])
      : await client.query<Row>(`explain (generic_plan, format json) ${text}`);
  const root = rows[0]?.['QUERY PLAN'][0]?.Plan;
  if (root === undefined) throw new Error('the database explained nothing');
  return root;
}

/** The plans of every list's statements at the size at hand. */
export async function plansOf(client: Client, reads: readonly Read[]): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const read of reads) {
    for (const statement of await statementsOf(read)) {
      for (const kind of ['custom', 'generic'] as const) {
        plans.push(planOf(read.name, statement, kind, await explain(client, statement, kind)));
      }
    }
  }
  return plans;
}
