import { describe, expect, it } from '@jest/globals';
import type { Person } from '#contract/realtime.ts';
import { others, PERSON_COLOURS, personColour } from './people.ts';

function person(tabId: string, userId: string, more: Partial<Person> = {}): Person {
  return { tabId, userId, name: userId, mode: 'viewing', field: null, since: '2026-01-01T10:00:00Z', ...more };
}

describe('others', () => {
  it('leaves the own tab out and marks other tabs of the same person', () => {
    const people = [person('t1', 'ada'), person('t2', 'ada'), person('t3', 'grace')];
    expect(others(people, 't1', 'ada').map(({ userId, self }) => [userId, self])).toEqual([
      ['ada', true],
      ['grace', false],
    ]);
  });

  it('shows one person in many tabs once, as active as the most active tab', () => {
    const people = [
      person('t1', 'grace', { mode: 'idle', since: '2026-01-01T09:00:00Z' }),
      person('t2', 'grace', { mode: 'editing', field: 'lastName' }),
      person('t3', 'grace', { mode: 'editing', field: 'title' }),
    ];
    expect(others(people, 'mine', 'ada')).toEqual([
      {
        userId: 'grace',
        name: 'grace',
        mode: 'editing',
        fields: ['lastName', 'title'],
        since: '2026-01-01T09:00:00Z',
        self: false,
      },
    ]);
  });

  it('puts who came first first', () => {
    const people = [
      person('t1', 'grace', { since: '2026-01-01T10:00:01Z' }),
      person('t2', 'otto', { since: '2026-01-01T10:00:00Z' }),
    ];
    expect(others(people, 'mine', 'ada').map((entry) => entry.userId)).toEqual(['otto', 'grace']);
  });
});

describe('personColour', () => {
  it('is stable and within the palette', () => {
    for (const id of ['ada', 'grace', '𝒜', '0199f2b0-0000-7000-8000-000000000001']) {
      expect(personColour(id)).toBe(personColour(id));
      expect(personColour(id)).toBeGreaterThanOrEqual(0);
      expect(personColour(id)).toBeLessThan(PERSON_COLOURS);
    }
  });
});
