import { describe, expect, it } from '@jest/globals';
import type { SaveUser } from '#contract/users.ts';
import { SaveQueue, type Attempt } from './save-queue.ts';
import { aRecord } from './testing/factories.ts';

function body(value: string, baseVersion = 3): SaveUser {
  return { baseVersion, operations: [{ op: 'set', field: 'firstName', value }] };
}

const STORED: Attempt = { kind: 'saved', record: aRecord({ version: 4 }) };
const SILENCE: Attempt = { kind: 'unknown' };

function portal(answers: Attempt[]) {
  const sent: { value: string | null; key: string }[] = [];
  let inFlight = 0;
  let most = 0;
  let keys = 0;
  const queue = new SaveQueue({
    newKey: () => `key-${(keys += 1)}`,
    send: async (save, key) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      const [operation] = save.operations;
      sent.push({ value: operation?.op === 'set' ? operation.value : null, key });
      await Promise.resolve();
      inFlight -= 1;
      return answers.shift() ?? STORED;
    },
  });
  return { queue, sent, most: () => most };
}

describe('the save queue', () => {
  it('sends one save at a time and asks for each only when its turn has come', async () => {
    const { queue, sent, most } = portal([]);
    let text = 'first';
    const one = queue.save(() => {
      const now = body(text);
      text = 'second';
      return now;
    });
    const two = queue.save(() => body(text));
    await Promise.all([one, two]);
    expect(most()).toBe(1);
    expect(sent).toEqual([
      { value: 'first', key: 'key-1' },
      { value: 'second', key: 'key-2' },
    ]);
  });

  it('sends an open save again first, unchanged and with its key, before anything typed later', async () => {
    const { queue, sent } = portal([SILENCE, STORED, STORED]);
    expect((await queue.save(() => body('first')))?.kind).toBe('unknown');
    const again = await queue.save(() => body('second'));
    expect(again).toMatchObject({ sent: body('first'), repeated: true });
    expect(sent.at(-1)).toEqual({ value: 'first', key: 'key-1' });
    await queue.save(() => body('second', 4));
    expect(sent.at(-1)).toEqual({ value: 'second', key: 'key-2' });
  });

  it('forgets the open save when the text is thrown away', async () => {
    const { queue, sent } = portal([SILENCE]);
    await queue.save(() => body('first'));
    queue.forget();
    expect(await queue.save(() => null)).toBeNull();
    await queue.save(() => body('second'));
    expect(sent.at(-1)).toEqual({ value: 'second', key: 'key-2' });
  });

  it('goes on after a try that broke', async () => {
    const queue = new SaveQueue({
      newKey: () => 'key',
      send: () => Promise.resolve(STORED),
    });
    const broken = queue.save(() => {
      throw new Error('no body');
    });
    await expect(broken).rejects.toThrow('no body');
    expect((await queue.save(() => body('next')))?.kind).toBe('saved');
  });
});
