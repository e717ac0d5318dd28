import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { PresenceUpdate } from '#contract/realtime.ts';
import { OwnPlace } from './own-place.ts';

const RECORD = '00000000-0000-4000-8000-000000000001';

describe('OwnPlace', () => {
  let sent: PresenceUpdate[];
  let place: OwnPlace;

  beforeEach(() => {
    jest.useFakeTimers();
    sent = [];
    place = new OwnPlace((update) => sent.push(update));
    place.start();
  });
  afterEach(() => {
    place.stop();
    jest.useRealTimers();
  });

  it('tells a new place at once and a field in it', () => {
    place.at('record', RECORD);
    place.focus('lastName');
    jest.advanceTimersByTime(200);
    expect(sent).toEqual([
      { place: 'record', recordId: RECORD, mode: 'viewing', field: null },
      { place: 'record', recordId: RECORD, mode: 'editing', field: 'lastName' },
    ]);
  });

  it('tells at most five updates a second', () => {
    place.at('record', RECORD);
    for (let step = 0; step < 100; step += 1) {
      place.focus(`field${String(step)}`);
      jest.advanceTimersByTime(10);
    }
    expect(sent.length).toBeLessThanOrEqual(6);
    jest.advanceTimersByTime(200);
    expect(sent.at(-1)?.field).toBe('field99');
  });

  it('leaves the field behind on another record', () => {
    place.at('record', RECORD);
    place.focus('lastName');
    place.at('users', null);
    jest.advanceTimersByTime(200);
    expect(sent.at(-1)).toEqual({ place: 'users', recordId: null, mode: 'viewing', field: null });
  });

  it('renews every ten seconds', () => {
    place.at('users', null);
    jest.advanceTimersByTime(30_000);
    expect(sent).toHaveLength(4);
  });

  it('frees the field after three idle minutes and takes it back on the next key', () => {
    place.at('record', RECORD);
    place.focus('lastName');
    jest.advanceTimersByTime(180_200);
    expect(sent.at(-1)).toEqual({ place: 'record', recordId: RECORD, mode: 'idle', field: null });
    place.active();
    jest.advanceTimersByTime(200);
    expect(sent.at(-1)).toEqual({ place: 'record', recordId: RECORD, mode: 'editing', field: 'lastName' });
  });

  it('says nothing after it was stopped', () => {
    place.at('users', null);
    place.stop();
    place.at('dashboard', null);
    jest.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(1);
  });
});
