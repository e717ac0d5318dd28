import { createHash } from 'node:crypto';
import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ListQueryInput, UserPage } from '../../backend/src/contract/user-list.js';
import type { ServerProcess } from './processes.js';
import type { Question } from './raw-server.js';
import { listPath } from './reads.js';
import type { Session } from './session.js';
import { type Statement, statementsOf } from './statements.js';
import { median } from './statistics.js';

const ASKED = 21;
const PAGE = 25;
/** Where counting stops. */
const COUNTED = 10_000;

/** One list, asked of both sides in turn by one caller: medians in milliseconds. */
export interface Compared {
  list: ListQueryInput;
  total: number;
  ours: number;
  raw: number;
  /** Of throughput, as everywhere: above 1 is faster than raw. */
  ratio: number;
}

interface Sides {
  portal: ServerProcess;
  raw: ServerProcess;
  me: Session;
}

function sqlOf({ text: sql, values }: Statement): Question['rows'] {
  return { name: createHash('sha1').update(sql).digest('base64url'), text: sql, values };
}

/** Gives the raw side the very statements the portal has for these lists. */
export async function teachRaw(raw: ServerProcess, lists: readonly ListQueryInput[]): Promise<void> {
  const questions: Question[] = [];
  for (const list of lists) {
    const [rows, count] = await statementsOf(list);
    if (rows === undefined) throw new Error('the portal asks nothing for a list');
    const isFirst = list.cursor === undefined;
    questions.push({ rows: sqlOf(rows), count: count === undefined ? null : sqlOf(count), full: PAGE + 1, isFirst });
  }
  const response = await fetch(`${raw.url}/questions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(questions),
  });
  if (!response.ok) throw new Error(await response.text());
}

interface Answer {
  milliseconds: number;
  body: string;
}

function ask(agent: Agent, url: string, headers: Record<string, string>): Promise<Answer> {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent, headers }, (response) => {
      text(response).then((body) => {
        if (response.statusCode === 200) resolve({ milliseconds: performance.now() - begin, body });
        else reject(new Error(`${String(response.statusCode)} for ${url}: ${body}`));
      }, reject);
    }).once('error', reject);
  });
}

interface Found {
  rows: number;
  total: number;
}

function foundByUs(body: string): Found {
  const { rows, total } = JSON.parse(body) as UserPage;
  return { rows: rows.length, total: total.value };
}

function foundByRaw(body: string): Found {
  const { rows, total } = JSON.parse(body) as { rows: unknown[]; total: { count: number } };
  return { rows: Math.min(rows.length, PAGE), total: Math.min(total.count, COUNTED) };
}

/** Asks both sides each question in turn, so that what else happens on the machine happens to both. */
export async function compare(lists: readonly ListQueryInput[], { portal, raw, me }: Sides): Promise<Compared[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const compared: Compared[] = [];
  for (const [at, list] of lists.entries()) {
    const ours: number[] = [];
    const theirs: number[] = [];
    let found: Found = { rows: 0, total: 0 };
    for (let time = 0; time < ASKED; time += 1) {
      const our = await ask(agent, portal.url + listPath(list), { ...me.headers });
      const their = await ask(agent, `${raw.url}/question?at=${String(at)}`, {});
      ours.push(our.milliseconds);
      theirs.push(their.milliseconds);
      found = foundByUs(our.body);
      const { rows, total } = foundByRaw(their.body);
      // A total that is kept needs no statement; all others both have counted.
      const isSame = found.rows === rows && (total === found.total || total === PAGE + 1);
      if (!isSame) throw new Error(`${found.total} and ${total} users for ${listPath(list)}`);
    }
    const [our, their] = [median(ours), median(theirs)];
    compared.push({ list, total: found.total, ours: our, raw: their, ratio: their / our });
  }
  agent.destroy();
  return compared;
}
