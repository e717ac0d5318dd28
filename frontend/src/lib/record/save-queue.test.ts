import { describe, expect, it } from '@jest/globals';
import type { SaveUser } from '#contract/users.ts';
import { SaveQueue, type Attempt } from './save-queue.ts';
import { aRecord } from './testing/factories.ts';

function body(value: string, baseVersion = 3): SaveUser {
  return { baseVersion, operations: [{ op: 'set', field: 'firstName', value }] };
}

const STORED: Attempt = { kind: 'saved', record: aRecord({ version: 4 }) };
const SILENCE: Attempt = { kind: 'unknown', problem: null };

function portal(answers: Attempt[]) {
  const sent: { value: string | null; key: string }[] = [];
  let inFlight = 0;
  let most = 0;
  let keys = 0;
  const waits: number[] = [];
  const queue = new SaveQueue({
    newKey: () => `key-${(keys += 1)}`,
    wait: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
    send: async (save, key) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      sent.push({ value: save.operations[0]?.value ?? null, key });
      await Promise.resolve();
      inFlight -= 1;
      return answers.shift() ?? STORED;
    },
  });
  return { queue, sent, waits, most: () => most };
}

describe('the save queue', () => {
  it('sends one save at a time and asks for the next only when its turn has come', async () => {
    const { queue, sent, most } = portal([]);
    let text = 'first';
    const one = queue.save(() => body(text));
    const two = queue.save(() => body(text));
    text = 'second';
    await Promise.all([one, two]);
    expect(most()).toBe(1);
    expect(sent.map((save) => save.key)).toEqual(['key-1', 'key-2']);
  });

  it('tries again with the same idempotency key when no answer came', async () => {
    const { queue, sent, waits } = portal([SILENCE, SILENCE, STORED]);
    const outcome = await queue.save(() => body('Emile'));
    expect(outcome?.kind).toBe('saved');
    expect(sent.map((save) => save.key)).toEqual(['key-1', 'key-1', 'key-1']);
    expect(waits).toEqual([500, 2000]);
  });

  it('waits as long as the portal says', async () => {
    const busy: Attempt = {
      kind: 'unknown',
      problem: { type: 'about:blank', title: '', status: 429, code: 'rate.limited', retryAfterMs: 70 },
    };
    const { queue, waits } = portal([busy, STORED]);
    await queue.save(() => body('Emile'));
    expect(waits).toEqual([70]);
  });

  it('sends the open save first, unchanged, before anything typed later', async () => {
    const { queue, sent } = portal([SILENCE, SILENCE, SILENCE, STORED, STORED]);
    expect((await queue.save(() => body('first')))?.kind).toBe('unknown');
    const again = await queue.save(() => body('second'));
    expect(again?.sent).toEqual(body('first'));
    expect(sent.at(-1)).toEqual({ value: 'first', key: 'key-1' });
    await queue.save(() => body('second', 4));
    expect(sent.at(-1)).toEqual({ value: 'second', key: 'key-2' });
  });

  it('forgets the open save when the text is thrown away', async () => {
    const { queue, sent } = portal([SILENCE, SILENCE, SILENCE]);
    await queue.save(() => body('first'));
    queue.forget();
    expect(await queue.save(() => null)).toBeNull();
    await queue.save(() => body('second'));
    expect(sent.at(-1)).toEqual({ value: 'second', key: 'key-2' });
  });
});
