import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ListQueryInput, UserPage } from '../../backend/src/contract/user-list.js';
import { statementName } from '../../backend/src/platform/database/statement-name.js';
import type { ServerProcess } from './processes.js';
import type { Question } from './raw-server.js';
import { listPath } from './reads.js';
import type { Session } from './session.js';
import { type Statement, statementsOf } from './statements.js';
import { interleave, median } from './statistics.js';

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
  return { name: statementName(sql), text: sql, values };
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

/**
 * How many users both sides have found.
 * @throws when they have not found the same
 */
function totalOf(ours: string, theirs: string): number {
  const page = JSON.parse(ours) as UserPage;
  const { rows, total } = JSON.parse(theirs) as { rows: unknown[]; total: { count: number } };
  const count = Math.min(total.count, COUNTED);
  // A total that is kept needs no statement: of such a list the raw side knows only that its page is full.
  const isSame = page.rows.length === Math.min(rows.length, PAGE) && [page.total.value, PAGE + 1].includes(count);
  if (!isSame) throw new Error(`the portal has found ${page.total.value} users, the raw side ${count}`);
  return page.total.value;
}

async function compareOne(agent: Agent, list: ListQueryInput, at: number, sides: Sides): Promise<Compared> {
  const { portal, raw, me } = sides;
  const askUs = (): Promise<Answer> => ask(agent, portal.url + listPath(list), { ...me.headers });
  const askRaw = (): Promise<Answer> => ask(agent, `${raw.url}/question?at=${String(at)}`, {});
  const rounds = await interleave(ASKED, askUs, askRaw);
  const totals = rounds.map((round) => totalOf(round.ours.body, round.raw.body));
  const ours = median(rounds.map((round) => round.ours.milliseconds));
  const theirs = median(rounds.map((round) => round.raw.milliseconds));
  return { list, total: totals[0] ?? 0, ours, raw: theirs, ratio: theirs / ours };
}

/** Asks both sides each list in turn, so that what else happens on the machine happens to both. */
export async function compare(lists: readonly ListQueryInput[], sides: Sides): Promise<Compared[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const compared: Compared[] = [];
  for (const [at, list] of lists.entries()) compared.push(await compareOne(agent, list, at, sides));
  agent.destroy();
  return compared;
}
