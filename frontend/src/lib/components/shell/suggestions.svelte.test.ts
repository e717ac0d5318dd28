import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Suggestion } from '#contract/suggestions.ts';
import { Suggestions } from './suggestions.svelte.ts';

type Ask = (q: string, signal: AbortSignal) => Promise<Suggestion[]>;

function people(...ids: string[]): Suggestion[] {
  return ids.map((id) => ({ id }) as Suggestion);
}

let ask: jest.Mock<Ask>;
let suggestions: Suggestions;

beforeEach(() => {
  jest.useFakeTimers();
  ask = jest.fn<Ask>();
  suggestions = new Suggestions(ask);
});
afterEach(() => {
  jest.useRealTimers();
});

describe('suggestions', () => {
  it('asks once the typing rests, for the newest text alone', async () => {
    ask.mockResolvedValue(people('a'));
    for (const text of ['a', 'ad', 'ada ']) suggestions.type(text);
    await jest.runAllTimersAsync();
    expect(ask.mock.calls.map(([q]) => q)).toEqual(['ada']);
    expect(suggestions.found).toHaveLength(1);
  });

  it('drops the request before it, and does not show a late answer', async () => {
    ask.mockImplementationOnce(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new DOMException('aborted', 'AbortError'));
          });
        }),
    );
    suggestions.type('a');
    await jest.runAllTimersAsync();
    ask.mockResolvedValueOnce(people('b'));
    suggestions.type('b');
    await jest.runAllTimersAsync();
    expect(ask.mock.calls[0]?.[1].aborted).toBe(true);
    expect(suggestions.found.map(({ id }) => id)).toEqual(['b']);
  });

  it('goes round by arrow keys, through the text itself', async () => {
    ask.mockResolvedValue(people('a', 'b'));
    suggestions.type('x');
    await jest.runAllTimersAsync();
    const met = [1, 1, 1, -1, -1].map((by) => {
      suggestions.move(by as 1 | -1);
      return suggestions.chosen?.id;
    });
    expect(met).toEqual(['a', 'b', undefined, 'b', 'a']);
  });

  it('offers nothing for no text, or where asking fails', async () => {
    ask.mockResolvedValueOnce(people('a')).mockRejectedValueOnce(new Error('away'));
    suggestions.type('a');
    await jest.runAllTimersAsync();
    suggestions.type('ab');
    await jest.runAllTimersAsync();
    expect(suggestions.found).toEqual([]);
    suggestions.type('  ');
    await jest.runAllTimersAsync();
    expect(ask).toHaveBeenCalledTimes(2);
  });
});
