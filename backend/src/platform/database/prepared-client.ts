import { createHash } from 'node:crypto';
import { Client, type ClientConfig } from 'pg';

const names = new Map<string, string>();

/** The name under which a connection keeps a statement prepared: the hash of its text. */
export function statementName(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha1').update(text).digest('base64url');
    names.set(text, name);
  }
  return name;
}

type Query = (query: unknown, values?: unknown, callback?: unknown) => unknown;

const BEGIN = 'begin';
const BEGUN = { command: 'BEGIN', rowCount: null, rows: [] };

/**
 * A connection that prepares every statement with bound values once, inside transactions too, where nothing between
 * here and the unit of work can name a statement. Parsing and planning cost more than most of our statements.
 *
 * Statements given together travel together, and `begin` is not waited for: it travels with the first statement,
 * which fails with it. A save is a conversation, and every turn costs as much as a statement.
 */
export class PreparedClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    // Not through the configuration: a copy of it would lose the password, which is hidden in it.
    Object.assign(this, { pipeline: true });
    const send = this.query.bind(this) as Query;
    const prepared: Query = (query, values, callback) => {
      if (query === BEGIN && callback === undefined) return this.begin(send);
      return typeof query === 'string' && Array.isArray(values) && values.length > 0
        ? send({ name: statementName(query), text: query, values: values as unknown[] }, callback)
        : send(query, values, callback);
    };
    this.query = prepared as typeof this.query;
  }

  private begin(send: Query): Promise<typeof BEGUN> {
    const { stream } = this.connection;
    stream.cork();
    setImmediate(() => {
      stream.uncork();
    });
    void (send(BEGIN) as Promise<unknown>).catch(() => undefined);
    return Promise.resolve(BEGUN);
  }
}
