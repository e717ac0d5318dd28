import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import { statementName } from './statement-name.js';

/**
 * A transaction on a connection of its own. Statements that are given in one turn of the event loop travel as one
 * packet, in their order; `begin` travels with the first of them. A save is a conversation, and every turn of it costs
 * as much as a statement.
 *
 * Nothing is lost by not waiting: once a statement has failed the database refuses those behind it, and makes a
 * rollback of the commit.
 */
export class Transaction {
  private isGathering = false;
  private isEnded = false;
  private failure: Error | null = null;
  /** Settled with everything that was sent before it. */
  private newest: Promise<unknown> = Promise.resolve();

  private constructor(private readonly client: PoolClient) {}

  static begin(client: PoolClient): Transaction {
    const transaction = new Transaction(client);
    // Whatever is wrong with it, the next statement says it too.
    void transaction.send('begin').catch(() => undefined);
    return transaction;
  }

  /**
   * One statement. With values to bind it is prepared once per connection: planning costs more than most of ours.
   * @param meaning what a failure of it means, where that is known
   */
  async query<Row extends QueryResultRow>(
    text: string,
    params: readonly unknown[] = [],
    meaning: (error: unknown) => unknown = (error) => error,
  ): Promise<QueryResult<Row>> {
    if (this.isEnded) throw new Error('a unit of work has ended');
    try {
      return await this.send<Row>(text, params);
    } catch (error) {
      // All statements behind one that failed fail because of it.
      this.failure ??= meaning(error) as Error;
      throw this.failure;
    }
  }

  /** @throws the failure that made a rollback of it, if there was one */
  async commit(): Promise<void> {
    this.throwFailure();
    const committing = this.query('commit');
    this.isEnded = true;
    const { command } = await committing;
    // Also one the database never heard of, such as a value that could not be sent.
    this.throwFailure();
    if (command !== 'COMMIT') throw new Error('the transaction was rolled back');
  }

  /** A statement that travels with the commit and sees what it left, outside the transaction. */
  async afterCommit<Row extends QueryResultRow>(text: string, params: readonly unknown[]): Promise<Row[]> {
    return (await this.send<Row>(text, params)).rows;
  }

  /** Does nothing once the commit is sent: whatever became of it, the transaction is over. */
  async rollback(): Promise<void> {
    if (this.isEnded) return;
    this.isEnded = true;
    await this.send('rollback').catch(() => undefined);
  }

  /** Gives the connection back, once all is answered; to nobody if it is still inside the transaction. */
  release(): void {
    void this.newest.then(() => {
      this.client.release(this.client.getTransactionStatus() !== 'I');
    });
  }

  private send<Row extends QueryResultRow>(text: string, params: readonly unknown[] = []): Promise<QueryResult<Row>> {
    this.gather();
    const isPrepared = params.length > 0;
    const answer = this.client.query<Row>(isPrepared ? { name: statementName(text), text, values: [...params] } : text);
    this.newest = answer.catch(() => undefined);
    return answer;
  }

  private throwFailure(): void {
    if (this.failure !== null) throw this.failure;
  }

  private gather(): void {
    if (this.isGathering) return;
    this.isGathering = true;
    const { stream } = this.client.connection;
    stream.cork();
    setImmediate(() => {
      this.isGathering = false;
      stream.uncork();
    });
  }
}
