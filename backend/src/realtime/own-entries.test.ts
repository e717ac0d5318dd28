import { SYSTEM } from '../platform/database/actor.js';
import type { AppendedEntry } from '../platform/database/change-log.js';
import { OwnEntries } from './own-entries.js';

function entry(seq: number): AppendedEntry {
  const facets = { recordType: 'PUBLIC', accountType: 'INTERNAL', status: 'ACTIVE', unit: null } as const;
  const at = '2026-11-23T08:00:00.000Z';
  return { seq, recordId: '', version: 2, action: 'updated', recordName: '', facets, fields: [], at, actor: SYSTEM };
}

function seqsAfter(own: OwnEntries, position: number): number[] {
  return own.takeAfter(position).map(({ seq }) => seq);
}

describe('OwnEntries', () => {
  it('F42 gives them in the order of the log, in whatever order they came, and only once', () => {
    const own = new OwnEntries();
    own.add([entry(3), entry(4)]);
    own.add([entry(2)]);
    expect(seqsAfter(own, 1)).toEqual([2, 3, 4]);
    expect([seqsAfter(own, 1), own.areWaiting]).toEqual([[], false]);
  });

  it('F42 keeps those that something of others comes before', () => {
    const own = new OwnEntries();
    own.add([entry(2), entry(4)]);
    expect([seqsAfter(own, 1), own.areWaiting]).toEqual([[2], true]);
    expect(seqsAfter(own, 3)).toEqual([4]);
  });

  it('F42 forgets those that were handed on meanwhile', () => {
    const own = new OwnEntries();
    own.add([entry(2), entry(3), entry(4)]);
    expect([seqsAfter(own, 3), own.areWaiting]).toEqual([[4], false]);
  });
});
