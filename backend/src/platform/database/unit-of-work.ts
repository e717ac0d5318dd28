import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/postgresql';
import { MikroORM } from '@mikro-orm/postgresql';
import type { ControlledTransaction } from 'kysely';
import { CompiledQuery } from 'kysely';
import { ProblemError } from '../http/problem.js';
import type { Actor } from './actor.js';
import type { AppendedEntry, LogEntry } from './change-log.js';
import { appendChanges, HOLD_ACTOR } from './change-log.js';
import { isRetried } from './sqlstate.js';
import { runTogether, type Statement } from './statement.js';

/** What is rung after a commit. Other nodes hear the stream's name only. */
export const COMMIT_BELL = Symbol('COMMIT_BELL');
export interface CommitBell {
  ring(stream: string): void;
  /** Entries that were committed to the change log just now: this node need not read what it wrote itself. */
  changed(entries: readonly AppendedEntry[]): void;
}

/** One open transaction. */
export interface Unit {
  readonly em: EntityManager;
  readonly actor: Actor;
  /** Rows of one statement inside the transaction; `params` are bound as `$1…`. */
  sql<Row>(text: string, params?: readonly unknown[]): Promise<Row[]>;
  /** Notes what was done to a record; written to the change log as the transaction's last statement. */
  changed(entry: LogEntry): void;
  /** Runs with the transaction's last statement: for what nothing before the commit depends on. */
  last(statement: Statement): void;
  /** Rings a further stream after the commit. */
  ring(stream: string): void;
}

const ATTEMPTS = 5;

/** The one door for writes: nothing else begins a transaction that changes a user (docs/decisions). */
@Injectable()
export class UnitOfWork {
  constructor(
    private readonly orm: MikroORM,
    @Inject(COMMIT_BELL) private readonly bell: CommitBell,
  ) {}

  /**
   * Runs `work` in one transaction and commits it with its change-log entries, then rings. Serialization failures
   * and deadlocks (SQLSTATE 40001, 40P01) are run again, so `work` must have no effect outside the transaction.
   * @throws ProblemError `session.required` when the actor was deleted meanwhile
   */
  async run<T>(actor: Actor, work: (unit: Unit) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(actor, work);
      } catch (error) {
        if (attempt === ATTEMPTS || !isRetried(error)) throw error;
      }
    }
  }

  private async once<T>(actor: Actor, work: (unit: Unit) => Promise<T>): Promise<T> {
    const entries: LogEntry[] = [];
    const others: Statement[] = [];
    const streams = new Set<string>();
    let appended: AppendedEntry[] = [];
    const result = await this.orm.em.fork().transactional(async (em) => {
      const unit: Unit = {
        em,
        actor,
        sql: (text, params = []) => execute(em, text, params),
        changed: (entry) => entries.push(entry),
        last: (statement) => others.push(statement),
        ring: (stream) => streams.add(stream),
      };
      const value = await work(unit);
      await em.flush();
      appended = await conclude(unit, entries, others);
      return value;
    });
    if (appended.length > 0) this.bell.changed(appended);
    for (const stream of streams) this.bell.ring(stream);
    return result;
  }
}

/**
 * The last statement of a transaction. It holds whoever writes until the commit, so that nothing is ever written under
 * a name that was erased (docs/decisions/deletion.md).
 * @throws ProblemError `session.required` when the actor is gone
 */
async function conclude(
  unit: Unit,
  entries: readonly LogEntry[],
  others: readonly Statement[],
): Promise<AppendedEntry[]> {
  const { actor } = unit;
  if (entries.length === 0) {
    await runTogether(unit, others);
    const isThere = actor.id === null || (await unit.sql(HOLD_ACTOR, [actor.id])).length > 0;
    if (!isThere) throw new ProblemError('session.required');
    return [];
  }
  const appended = await appendChanges(unit, entries, others);
  if (appended.length === 0) throw new ProblemError('session.required');
  return appended;
}

async function execute<Row>(em: EntityManager, text: string, params: readonly unknown[]): Promise<Row[]> {
  const transaction = em.getTransactionContext<ControlledTransaction<unknown>>();
  if (transaction === undefined) throw new Error('a unit of work has ended');
  const result = await transaction.executeQuery(CompiledQuery.raw(text, [...params]));
  return result.rows as Row[];
}
