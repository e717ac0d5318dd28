import type { PresenceUpdate } from '../contract/realtime.js';
import { GRACE_MS, peopleOn, PresenceState, TAB_LIVES_MS } from './presence-state.js';

const ADA = { tabId: 'tab-a', userId: 'ada', name: 'Ada' };
const GRACE = { tabId: 'tab-g', userId: 'grace', name: 'Grace' };

function at(recordId: string | null, given: Partial<PresenceUpdate> = {}): PresenceUpdate {
  return { place: 'record', recordId, mode: 'viewing', field: null, ...given };
}

function namesOn(state: PresenceState, recordId: string): string[] {
  return peopleOn(state.all(), recordId, 'full').people.map(({ name }) => name);
}

let state: PresenceState;

beforeEach(() => {
  state = new PresenceState();
});

describe('where a tab is', () => {
  it('B01 coming, moving on and leaving change the records concerned, and only those', () => {
    expect(state.set(ADA, at('r1'), 0)).toEqual(['r1']);
    expect(state.set(ADA, at('r2'), 1)).toEqual(['r1', 'r2']);
    expect(state.set(ADA, at(null), 2)).toEqual(['r2']);
    expect(state.set(ADA, at(null), 3)).toEqual([]);
    expect(state.set(ADA, at('r1'), 4)).toEqual(['r1']);
    expect(state.leave(ADA.tabId)).toEqual(['r1']);
    expect(state.leave(ADA.tabId)).toEqual([]);
  });

  it('S121 B01 somebody who was deleted is nowhere at once, in all their tabs', () => {
    state.set(ADA, at('r1'), 0);
    state.set({ ...ADA, tabId: 'tab-b' }, at('r2'), 0);
    state.set(GRACE, at('r1'), 0);
    expect(state.forget('ada')).toEqual(['r1', 'r2']);
    expect([namesOn(state, 'r1'), namesOn(state, 'r2'), state.forget('ada')]).toEqual([['Grace'], [], []]);
  });

  it('B01 saying the same again renews and tells nobody', () => {
    state.set(ADA, at('r1'), 0);
    expect(state.set(ADA, at('r1'), 20_000)).toEqual([]);
    expect(state.sweep(TAB_LIVES_MS + 1)).toEqual([]);
    expect(state.set(ADA, at('r1', { mode: 'editing', field: 'title' }), 21_000)).toEqual(['r1']);
  });

  it('B01 keeps since when somebody is on a record while they move within it', () => {
    state.set(ADA, at('r1'), 0);
    const [first] = peopleOn(state.all(), 'r1', 'full').people;
    state.set(ADA, at('r1', { mode: 'editing', field: 'title' }), 1);
    expect(peopleOn(state.all(), 'r1', 'full').people[0]?.since).toBe(first?.since);
  });

  it('S024 B01 somebody who is shown by another name is so wherever they are, and nobody else', () => {
    state.set(ADA, at('r1'), 0);
    state.set({ ...ADA, tabId: 'tab-b' }, at('r2'), 0);
    state.set(GRACE, at('r1'), 0);
    expect(state.rename('ada', 'Lovelace, Ada').sort()).toEqual(['r1', 'r2']);
    expect(namesOn(state, 'r1').sort()).toEqual(['Grace', 'Lovelace, Ada']);
    expect(state.rename('ada', 'Lovelace, Ada')).toEqual([]);
  });

  it('F44 tabs of one person are of one user, each at its own place', () => {
    for (let tab = 0; tab < 12; tab += 1) state.set({ ...ADA, tabId: `tab-${String(tab)}` }, at('r1'), 0);
    const { people } = peopleOn(state.all(), 'r1', 'full');
    expect([people.length, new Set(people.map(({ userId }) => userId)).size]).toEqual([12, 1]);
  });
});

describe('who is not heard of', () => {
  it('F44 is gone after its time, and not before', () => {
    state.set(ADA, at('r1'), 0);
    state.set(GRACE, at('r1'), 1000);
    expect(state.sweep(TAB_LIVES_MS)).toEqual([]);
    expect(state.sweep(TAB_LIVES_MS + 1)).toEqual(['r1']);
    expect(namesOn(state, 'r1')).toEqual(['Grace']);
  });

  it('F44 a broken connection is shown through the grace period, then gone', () => {
    state.set(ADA, at('r1'), 0);
    state.broke(ADA.tabId, 1000);
    expect(state.sweep(1000 + GRACE_MS)).toEqual([]);
    expect(namesOn(state, 'r1')).toEqual(['Ada']);
    expect(state.sweep(1001 + GRACE_MS)).toEqual(['r1']);
    expect(namesOn(state, 'r1')).toEqual([]);
  });

  it('F44 one that comes back within the grace period stays', () => {
    state.set(ADA, at('r1'), 0);
    state.broke(ADA.tabId, 1000);
    state.set(ADA, at('r1'), 2000);
    expect(state.sweep(1001 + GRACE_MS)).toEqual([]);
    expect(namesOn(state, 'r1')).toEqual(['Ada']);
  });

  it('F44 a connection of nobody breaks nothing', () => {
    state.broke('unknown', 0);
    expect(state.all()).toEqual([]);
  });
});

describe('what others see', () => {
  it('F33 a focus on a hidden field shows as none to who may not see the field', () => {
    state.set(ADA, at('r1', { mode: 'editing', field: 'birthDate' }), 0);
    state.set(GRACE, at('r1', { mode: 'editing', field: 'title' }), 0);
    const fields = (of: 'full' | 'observer'): unknown =>
      peopleOn(state.all(), 'r1', of).people.map(({ field }) => field);
    expect([fields('full'), fields('observer')]).toEqual([
      ['birthDate', 'title'],
      [null, 'title'],
    ]);
  });

  it('B01 only who is on the record', () => {
    state.set(ADA, at('r1'), 0);
    state.set(GRACE, at(null), 0);
    expect(peopleOn(state.all(), 'r2', 'full')).toEqual({ recordId: 'r2', people: [] });
    expect(namesOn(state, 'r1')).toEqual(['Ada']);
  });
});
