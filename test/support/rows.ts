import { v7 } from 'uuid';
import type { ListName } from '../../backend/src/contract/list-rows.js';
import type { UserRecord } from '../../backend/src/contract/users.js';
import type { Answer, ApiClient } from './api-client.js';
import type { RecordOrProblem } from './records.js';

export type Saved = Answer<RecordOrProblem>;

/** An operation that adds a row, with the id it will have; ids in time order keep rows in order. */
export function adding(list: ListName, row: object): { op: 'add'; list: ListName; id: string; row: object } {
  return { op: 'add', list, id: v7(), row };
}

export function changing(list: ListName, id: string, row: object): object {
  return { op: 'change', list, id, row };
}

export function removing(list: ListName, id: string): object {
  return { op: 'remove', list, id };
}

export function setting(field: string, value: unknown): object {
  return { op: 'set', field, value };
}

/** Saves operations on what the client saw of a record. */
export function save(
  client: ApiClient,
  seen: Pick<UserRecord, 'id' | 'version'>,
  ...operations: object[]
): Promise<Saved> {
  return client.patch(`/api/users/${seen.id}`, { baseVersion: seen.version, operations });
}

/** A row without its id: what a person gave. */
export function given({ id: _id, ...row }: { id: string } & Record<string, unknown>): Record<string, unknown> {
  return row;
}
