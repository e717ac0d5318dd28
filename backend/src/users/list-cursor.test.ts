import { listQuerySchema } from '../contract/user-list.js';
import type { Cursor } from './list-cursor.js';
import { decodeCursor, encodeCursor } from './list-cursor.js';

const ID = '88888888-8888-4888-8888-888888888888';
const CURSOR: Cursor = { sort: 'name', direction: 'asc', side: 'after', key: 'ångström\u0001ada', id: ID };

function decode(cursor: string | undefined, order: Record<string, string> = {}): Cursor | null {
  return decodeCursor(listQuerySchema.parse({ ...order, cursor }));
}

function raw(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

describe('a cursor', () => {
  it('S005 comes back as it was made, and none is none', () => {
    expect(decode(encodeCursor(CURSOR))).toEqual(CURSOR);
    expect(decode(undefined)).toBeNull();
  });

  it('S005 travels in a URL as it is', () => {
    expect(encodeCursor({ ...CURSOR, key: '~?/+&=%' })).toMatch(/^[\w-]+$/);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', raw('{')],
    ['text', raw('"x"')],
    ['null', raw('null')],
    ['a missing key', raw({ ...CURSOR, key: undefined })],
    ['a further key', raw({ ...CURSOR, or: '1=1' })],
    ['a key that is an object', raw({ ...CURSOR, key: { $gt: '' } })],
    ['a key beyond measure', raw({ ...CURSOR, key: 'x'.repeat(1001) })],
    ['an id that is none', raw({ ...CURSOR, id: `${ID}' or true --` })],
    ['a column that is none', raw({ ...CURSOR, sort: 'password_hash' })],
    ['another order', encodeCursor({ ...CURSOR, sort: 'primaryId' })],
    ['another direction', encodeCursor({ ...CURSOR, direction: 'desc' })],
  ])('S005 F75 with %s is refused', (_, cursor) => {
    expect(() => decode(cursor)).toThrow('request.invalid');
  });

  it('S005 F75 by date has a date for a key', () => {
    const order = { sort: 'statusDate' } as const;
    expect(decode(encodeCursor({ ...CURSOR, ...order, key: '2026-11-23' }), order)?.key).toBe('2026-11-23');
    expect(() => decode(encodeCursor({ ...CURSOR, ...order, key: '2026-02-30' }), order)).toThrow('request.invalid');
  });
});
