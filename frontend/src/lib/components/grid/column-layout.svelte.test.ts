import { describe, expect, it } from '@jest/globals';
import type { ListPreferences } from '#contract/preferences.ts';
import { ColumnLayout, inRange, withWidth } from './column-layout.svelte.ts';

function aLayout(preferences: Partial<Pick<ListPreferences, 'pinned' | 'widths'>> = {}): ColumnLayout {
  const layout = new ColumnLayout(() => ({ pinned: [], widths: {}, ...preferences }));
  layout.room = 1000;
  layout.measure('name', 300);
  layout.measure('status', 100);
  layout.measure('email', 200);
  return layout;
}

describe('widths of columns', () => {
  it('are what a person gave, else what was measured last', () => {
    const layout = aLayout({ widths: { email: 240 } });
    expect([layout.given('email'), layout.width('email')]).toEqual([240, 240]);
    expect([layout.given('status'), layout.width('status')]).toEqual([null, 100]);
    layout.measure('status', 0);
    expect(layout.width('status')).toBe(100);
  });

  it('follow the pointer while one drags, within what is sensible', () => {
    const layout = aLayout();
    layout.drag('status', 180.4);
    expect(layout.given('status')).toBe(180);
    layout.drag('status', 3);
    expect(layout.drop()).toBe(64);
    expect(layout.given('status')).toBeNull();
    expect(layout.drop()).toBeNull();
    expect([inRange('name', 3), inRange('email', 5000)]).toEqual([160, 800]);
  });

  it('are given to one column, and taken back', () => {
    expect(withWidth({ email: 240 }, 'status', 120)).toEqual({ email: 240, status: 120 });
    expect(withWidth({ email: 240 }, 'email', 250)).toEqual({ email: 250 });
    expect(withWidth({ email: 240 }, 'email', null)).toEqual({});
  });
});

describe('pinned columns', () => {
  it('stand first, in their order, one beside the other after the name', () => {
    const layout = aLayout({ pinned: ['email', 'status'] });
    expect(layout.inOrder(['primaryId', 'status', 'email'])).toEqual(['status', 'email', 'primaryId']);
    expect([...layout.places(['primaryId', 'status', 'email'])]).toEqual([
      ['status', 300],
      ['email', 400],
    ]);
  });

  it('stay in sight only as long as the others have room', () => {
    const layout = aLayout({ pinned: ['email', 'status'] });
    layout.room = 600;
    expect([...layout.places(['status', 'email']).keys()]).toEqual(['status']);
    layout.room = 390;
    expect(layout.places(['status', 'email']).size).toBe(0);
  });
});
