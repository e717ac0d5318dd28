import { describe, expect, it, jest } from '@jest/globals';
import type { StatusStepAnswer } from '#contract/selections.ts';
import { BulkRun, type BulkPorts } from './bulk-run.svelte.ts';

const SELECTION = { id: 's', count: 5, complete: true, active: 4, inactive: 1 };
const FAILURE = { id: 'x', name: 'X', problem: { type: '', title: '', status: 423, code: 'record.locked' as const } };

function answer(given: Partial<StatusStepAnswer>): StatusStepAnswer {
  return { changed: 0, unchanged: 0, failures: [], next: null, ...given };
}

function runOf(...answers: (StatusStepAnswer | Error)[]) {
  const step = jest.fn<BulkPorts['step']>();
  for (const one of answers) {
    if (one instanceof Error) step.mockRejectedValueOnce(one);
    else step.mockResolvedValueOnce(one);
  }
  const run = new BulkRun('INACTIVE', { select: () => Promise.resolve(SELECTION), step });
  return { run, step };
}

describe('a bulk run', () => {
  it('asks first, then takes step after step and adds up what they did', async () => {
    const { run, step } = runOf(
      answer({ changed: 2, failures: [FAILURE], next: 'c' }),
      answer({ changed: 1, unchanged: 1 }),
    );
    await run.read();
    expect([run.phase, run.selection, step.mock.calls.length]).toEqual(['asking', SELECTION, 0]);
    await run.run();
    expect(step.mock.calls).toEqual([
      ['s', { status: 'INACTIVE', after: null }],
      ['s', { status: 'INACTIVE', after: 'c' }],
    ]);
    expect([run.phase, run.changed, run.unchanged, run.failures, run.processed]).toEqual(['done', 3, 1, [FAILURE], 5]);
  });

  it('stops after the step under way, and goes on from there', async () => {
    const { run, step } = runOf(answer({ changed: 2, next: 'b' }), answer({ changed: 3 }));
    await run.read();
    const running = run.run();
    run.stop();
    await running;
    expect([run.phase, run.changed]).toEqual(['stopped', 2]);
    await run.run();
    expect([run.phase, run.changed]).toEqual(['done', 5]);
    expect(step.mock.calls[1]?.[1].after).toBe('b');
  });

  it('keeps what was done when a step fails, and tries that step again', async () => {
    const broken = new Error('no answer');
    const { run, step } = runOf(answer({ changed: 2, next: 'b' }), broken, answer({ changed: 1 }));
    await run.read();
    await run.run();
    expect([run.phase, run.error, run.changed]).toEqual(['failed', broken, 2]);
    await run.run();
    expect([run.phase, run.changed, step.mock.calls.map(([, { after }]) => after)]).toEqual([
      'done',
      3,
      [null, 'b', 'b'],
    ]);
  });
});
