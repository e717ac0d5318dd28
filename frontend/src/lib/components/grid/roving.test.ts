import { describe, expect, it } from '@jest/globals';
import { nextStop } from './roving.ts';

describe('moving through rows by key', () => {
  it.each([
    ['ArrowDown', { row: 1, column: 0 }, { row: 2, column: 0 }],
    ['ArrowDown', { row: 2, column: 0 }, { row: 2, column: 0 }],
    ['ArrowUp', { row: 0, column: 1 }, { row: 0, column: 1 }],
    ['Home', { row: 2, column: 1 }, { row: 0, column: 1 }],
    ['End', { row: 0, column: 0 }, { row: 2, column: 0 }],
    ['ArrowRight', { row: 1, column: 0 }, { row: 1, column: 1 }],
    ['ArrowLeft', { row: 1, column: 0 }, { row: 1, column: 0 }],
  ])('%s from %j goes to %j', (key, from, to) => {
    expect(nextStop(key, from, 3, 2)).toEqual(to);
  });

  it('follows the arrow where one writes from right to left', () => {
    expect(nextStop('ArrowLeft', { row: 1, column: 0 }, 3, 2, true)).toEqual({ row: 1, column: 1 });
    expect(nextStop('ArrowRight', { row: 1, column: 1 }, 3, 2, true)).toEqual({ row: 1, column: 0 });
    expect(nextStop('ArrowDown', { row: 1, column: 1 }, 3, 2, true)).toEqual({ row: 2, column: 1 });
  });

  it('leaves other keys alone', () => {
    expect(nextStop('a', { row: 0, column: 0 }, 3, 2)).toBeNull();
    expect(nextStop('Enter', { row: 0, column: 0 }, 3, 2)).toBeNull();
  });
});
