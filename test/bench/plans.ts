import type { Client } from 'pg';
import type { Read } from './reads.js';
import { type Statement, statementsOf } from './statements.js';

/** How the database goes about one statement of a list. */
export interface Plan {
  read: string;
  statement: Statement['kind'];
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

function nodesOf(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

function planOf(read: string, statement: Statement['kind'], kind: Plan['kind'], root: Node): Plan {
  const nodes = nodesOf(root);
  return {
    read,
    statement,
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

async function explain(client: Client, statement: Statement, kind: Plan['kind']): Promise<Node> {
  interface Row {
    'QUERY PLAN': { Plan: Node }[];
  }
  const { text, values, byIndex } = statement;
  await client.query(`set enable_seqscan = ${byIndex ? 'off' : 'on'}`);
  const { rows } =
    kind === 'custom'
      ? await client.query<Row>(`explain (format json) ${text}`, [...values])
      : await client.query<Row>(`explain (generic_plan, format json) ${text}`);
  await client.query('reset enable_seqscan');
  const root = rows[0]?.['QUERY PLAN'][0]?.Plan;
  if (root === undefined) throw new Error('the database explained nothing');
  return root;
}

/** The plans of every list's statements at the size at hand. */
export async function plansOf(client: Client, reads: readonly Read[]): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const { name, lists } of reads) {
    const [first] = lists;
    for (const statement of first === undefined ? [] : await statementsOf(first)) {
      for (const kind of ['custom', 'generic'] as const) {
        plans.push(planOf(name, statement.kind, kind, await explain(client, statement, kind)));
      }
    }
  }
  return plans;
}
