import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Blocker, Deletion } from '#contract/deletion.ts';
import type { DeletionFollower } from '#lib/realtime/deletion-topic.ts';
import { OpenDeletion } from './open-deletion.svelte.ts';

const FREE: Deletion = { recordId: 'mary', version: 1, primaryId: 'somerville', blockers: [] };
const ONESELF: Blocker = { reason: 'oneself' };

let follower: DeletionFollower | null;
let deleted: number[];
let refusal: Error | null;
let askedAgain: number;
let open: OpenDeletion;

beforeEach(() => {
  [follower, deleted, refusal, askedAgain] = [null, [], null, 0];
  open = new OpenDeletion('mary', {
    follow: (following) => {
      follower = following;
      return () => {
        follower = null;
      };
    },
    askAgain: () => {
      askedAgain += 1;
    },
    delete: (_id, version) => {
      deleted.push(version);
      return refusal === null ? Promise.resolve() : Promise.reject(refusal);
    },
  });
});

const hear = (deletion: Deletion | null): void => follower?.onNews(deletion);

describe('the dialog that deletes a user', () => {
  it('S122 deletes only the version that was shown, and only after the identifier was typed', async () => {
    expect(await open.confirm()).toBe('refused');
    hear({ ...FREE, version: 3 });
    expect(await open.confirm()).toBe('wrong');
    open.typed = 'Somerville';
    expect(await open.confirm()).toBe('wrong');
    expect([open.wrong, deleted]).toEqual([true, []]);
    open.typed = ' somerville ';
    expect(open.wrong).toBe(false);
    expect(await open.confirm()).toBe('deleted');
    expect(deleted).toEqual([3]);
  });

  it('S122 does nothing while something stands against it, and says when that has gone', async () => {
    hear({ ...FREE, blockers: [ONESELF] });
    open.typed = 'somerville';
    expect([await open.confirm(), deleted, open.cleared]).toEqual(['refused', [], false]);
    hear(FREE);
    expect(open.cleared).toBe(true);
    expect(await open.confirm()).toBe('deleted');
  });

  it('S122 asks for the identifier anew when the record changes meanwhile', () => {
    hear(FREE);
    open.typed = 'somerv';
    hear({ ...FREE, blockers: [ONESELF] });
    expect([open.typed, open.changed]).toEqual(['somerv', false]);
    hear({ ...FREE, version: 2 });
    expect([open.typed, open.changed]).toEqual(['', true]);
  });

  it('S122 shows what came in between when the portal refuses', async () => {
    hear(FREE);
    open.typed = 'somerville';
    refusal = new Error('no');
    expect(await open.confirm()).toBe('refused');
    expect([open.failure, askedAgain, open.busy]).toEqual([refusal, 1, false]);
  });

  it('S122 knows a user who is gone', () => {
    hear(FREE);
    hear(null);
    expect([open.gone, open.deletion]).toEqual([true, null]);
    open.stop();
    expect(follower).toBeNull();
  });
});
