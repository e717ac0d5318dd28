import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/postgresql';
import { MikroORM } from '@mikro-orm/postgresql';
import type { Actor } from './actor.js';
import type { AppendedEntry, LogEntry } from './change-log.js';
import { Database } from './database.js';
import { OpenUnit } from './open-unit.js';
import { isRetried } from './sqlstate.js';
import type { Statement } from './statement.js';
import { Transaction } from './transaction.js';

/** What is rung after a commit. Other nodes hear the stream's name only. */
export const COMMIT_BELL = Symbol('COMMIT_BELL');
export interface CommitBell {
  ring(stream: string): void;
  /** Entries that were committed to the change log just now: this node need not read what it wrote itself. */
  changed(entries: readonly AppendedEntry[]): void;
}

/** One open transaction. */
export interface Unit {
  /** For entities; made when first asked for, because most work has none. */
  readonly em: EntityManager;
  readonly actor: Actor;
  /** Rows of one statement inside the transaction; `params` are bound as `$1…`. */
  sql<Row>(text: string, params?: readonly unknown[]): Promise<Row[]>;
  /** Notes what was done to a record; written to the change log as the transaction's last statement. */
  changed(entry: LogEntry): void;
  /** Runs with the transaction's last statement: for what nothing before the commit depends on. */
  last(statement: Statement): void;
  /**
   * Sends statements that do not depend on each other, and does not wait for them: the commit follows without a turn
   * of its own, and the unit fails as they do.
   * @param meaning what a failure of theirs means, where that is known
   */
  send(statements: readonly Statement[], meaning?: (error: unknown) => unknown): void;
  /** Rings a further stream after the commit. */
  ring(stream: string): void;
  /** Rows of a statement that travels with the commit and sees what it left. Not to be awaited by the work itself. */
  afterCommit<Row>(text: string, params: readonly unknown[]): Promise<Row[]>;
}

const ATTEMPTS = 5;

/** The one door for writes: nothing else begins a transaction that changes a user (docs/decisions). */
@Injectable()
export class UnitOfWork {
  constructor(
    private readonly orm: MikroORM,
    private readonly database: Database,
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
    const transaction = Transaction.begin(await this.database.connect());
    const unit = new OpenUnit(actor, transaction, () => this.orm.em.fork());
    try {
      const result = await work(unit);
      const appended = await unit.commit();
      if (appended.length > 0) this.bell.changed(appended);
      for (const stream of unit.streams) this.bell.ring(stream);
      return result;
    } catch (error) {
      await transaction.rollback();
      throw error;
    } finally {
      transaction.release();
    }
  }
}
