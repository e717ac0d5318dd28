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

/**
 * A connection that prepares every statement with bound values once, inside transactions too, where nothing between
 * here and the unit of work can name a statement. Parsing and planning cost more than most of our statements.
 */
export class PreparedClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    const send = this.query.bind(this) as Query;
    const prepared: Query = (query, values, callback) =>
      typeof query === 'string' && Array.isArray(values) && values.length > 0
        ? send({ name: statementName(query), text: query, values: values as unknown[] }, callback)
        : send(query, values, callback);
    this.query = prepared as typeof this.query;
  }
}
