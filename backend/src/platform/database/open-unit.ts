import type { EntityManager } from '@mikro-orm/postgresql';
import type { CompiledQuery, QueryResult } from 'kysely';
import type { Actor } from './actor.js';
import { type AppendedEntry, appendChanges, holdActor, type LogEntry } from './change-log.js';
import { type Statement, together } from './statement.js';
import type { Transaction } from './transaction.js';
import type { Unit } from './unit-of-work.js';

/** One run of a unit of work, over one transaction. */
export class OpenUnit implements Unit {
  readonly streams = new Set<string>();
  private readonly entries: LogEntry[] = [];
  private readonly others: Statement[] = [];
  private readonly underWay: Promise<unknown>[] = [];
  private readonly reads: (() => void)[] = [];
  private entities: EntityManager | null = null;

  constructor(
    readonly actor: Actor,
    private readonly transaction: Transaction,
    private readonly fork: () => EntityManager,
  ) {}

  get em(): EntityManager {
    if (this.entities === null) {
      this.entities = this.fork();
      this.entities.setTransactionContext(forEntities(this.transaction));
    }
    return this.entities;
  }

  readonly sql = async <Row>(text: string, params?: readonly unknown[]): Promise<Row[]> =>
    (await this.transaction.query<Row & object>(text, params)).rows;

  changed(entry: LogEntry): void {
    this.entries.push(entry);
  }

  last(statement: Statement): void {
    this.others.push(statement);
  }

  send(statements: readonly Statement[], meaning?: (error: unknown) => unknown): void {
    const one = together(statements);
    if (one === null) return;
    this.underWay.push(quiet(this.transaction.query(one.text, one.parameters, meaning)));
  }

  ring(stream: string): void {
    this.streams.add(stream);
  }

  afterCommit<Row>(text: string, params: readonly unknown[]): Promise<Row[]> {
    const rows = new Promise<Row[]>((resolve) => {
      this.reads.push(() => {
        resolve(this.transaction.afterCommit<Row & object>(text, params));
      });
    });
    return quiet(rows);
  }

  /** Ends the transaction: its last statement, the commit and what is read after it travel together. */
  async commit(): Promise<AppendedEntry[]> {
    await this.entities?.flush();
    const concluding = quiet(this.conclude());
    const committing = quiet(this.transaction.commit());
    for (const read of this.reads) read();
    // In the order in which they were sent: what failed first is the reason.
    for (const write of this.underWay) await write;
    const appended = await concluding;
    await committing;
    return appended;
  }

  /** Holds whoever writes until the commit, so that nothing is ever written under a name that was erased. */
  private async conclude(): Promise<AppendedEntry[]> {
    if (this.entries.length > 0) return appendChanges(this, this.entries, this.others);
    this.send(this.others);
    await holdActor(this);
    return [];
  }
}

/** A failure of it is told by whoever awaits it, if anybody comes to that. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** All the ORM asks of a transaction that it did not begin. */
function forEntities(transaction: Transaction): object {
  return {
    async executeQuery({ sql, parameters }: CompiledQuery): Promise<QueryResult<object>> {
      const { rows, rowCount } = await transaction.query(sql, parameters);
      return { rows, numAffectedRows: BigInt(rowCount ?? 0) };
    },
  };
}
