import { z } from 'zod';
import type { ListQuery } from '../contract/user-list.js';
import { ProblemError } from '../platform/http/problem.js';

/**
 * A place between two rows of a sorted list: the sort key and id of the row beside it, and the side the page lies
 * on. It names rows, not page numbers, so rows that come and go elsewhere do not shift the page.
 */
export interface Cursor {
  sort: ListQuery['sort'];
  direction: ListQuery['direction'];
  side: 'after' | 'before';
  key: string;
  id: string;
}

const cursorSchema = z.strictObject({
  sort: z.enum(['name', 'primaryId', 'statusDate']),
  direction: z.enum(['asc', 'desc']),
  side: z.enum(['after', 'before']),
  key: z.string().max(1000),
  id: z.uuid(),
});

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** @throws ProblemError `request.invalid` for a cursor that is not one of ours or belongs to another sort order */
export function decodeCursor(query: ListQuery): Cursor | null {
  if (query.cursor === undefined) return null;
  const refused = new ProblemError('request.invalid', { errors: [{ path: 'cursor', code: 'cursor.invalid' }] });
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(query.cursor, 'base64url').toString('utf8'));
  } catch {
    throw refused;
  }
  const cursor = cursorSchema.safeParse(raw);
  if (!cursor.success) throw refused;
  if (cursor.data.sort !== query.sort || cursor.data.direction !== query.direction) throw refused;
  if (query.sort === 'statusDate' && !z.iso.date().safeParse(cursor.data.key).success) throw refused;
  return cursor.data;
}
