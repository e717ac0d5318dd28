import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SearchText } from './search-text.svelte.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function aBox() {
  const committed: [string, boolean][] = [];
  const box = new SearchText((text, { replace }) => committed.push([text, replace]));
  return { box, committed };
}

describe('the search box', () => {
  it('hands on what was typed once it has settled', () => {
    const { box, committed } = aBox();
    box.type('a');
    jest.advanceTimersByTime(200);
    box.type('ad');
    jest.advanceTimersByTime(200);
    expect(committed).toEqual([]);
    jest.advanceTimersByTime(60);
    expect(committed).toEqual([['ad', false]]);
    box.type('ada ');
    jest.advanceTimersByTime(260);
    box.type('ada');
    jest.advanceTimersByTime(260);
    expect(committed).toEqual([
      ['ad', false],
      ['ada', true],
    ]);
    box.clear();
    expect(committed.at(-1)).toEqual(['', false]);
  });

  it('follows Back and links, but does not fight the person who types', () => {
    const { box, committed } = aBox();
    box.follow('grace');
    expect(box.typed).toBe('grace');
    box.type('grace h');
    jest.advanceTimersByTime(260);
    box.type('grace ho');
    box.follow('grace h');
    expect(box.typed).toBe('grace ho');
    box.follow('grace');
    expect(box.typed).toBe('grace');
    jest.advanceTimersByTime(1000);
    expect(committed).toEqual([['grace h', true]]);
  });
});
