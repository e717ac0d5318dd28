import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { PatternTrial as Answer } from '#contract/settings.ts';
import { PatternTrial } from './pattern-trial.svelte.ts';

const TAKEN: Answer = { matches: true, code: null, detail: null };

describe('PatternTrial', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('asks once for what was typed in one go', async () => {
    const asked: string[] = [];
    const trial = new PatternTrial((pattern, value) => {
      asked.push(`${pattern} ${value}`);
      return Promise.resolve(TAKEN);
    });
    trial.ask('a+', 'a');
    trial.ask('a+', 'aa');
    await jest.advanceTimersByTimeAsync(300);
    expect([asked, trial.answer]).toEqual([['a+ aa'], TAKEN]);
    trial.ask('a+', '');
    expect(trial.answer).toBeNull();
  });

  it('does not show the answer to what was typed before', async () => {
    const answers: ((answer: Answer) => void)[] = [];
    const trial = new PatternTrial(() => new Promise((resolve) => answers.push(resolve)));
    trial.ask('a', 'a');
    await jest.advanceTimersByTimeAsync(300);
    trial.ask('a', 'b');
    answers[0]?.(TAKEN);
    await jest.advanceTimersByTimeAsync(0);
    expect(trial.answer).toBeNull();
  });

  it('says when it could not be tried', async () => {
    const trial = new PatternTrial(() => Promise.reject(new Error('down')));
    trial.ask('a', 'a');
    await jest.advanceTimersByTimeAsync(300);
    expect(trial.answer).toBe('failed');
  });
});
