import { describe, expect, it } from '@jest/globals';
import { SETTING_NAMES, SETTINGS, type AllSettings, type SettingState } from '#contract/settings.ts';
import { Settings } from './settings.svelte.ts';

const NAME = {
  firstName: 'Mary',
  middleName: 'Fairfax',
  lastName: 'Somerville',
  prefFirstName: null,
  prefMiddleName: null,
  prefLastName: null,
};

function everything(suffix: string, version = 1): AllSettings {
  const states = SETTING_NAMES.map((name) => {
    const value = name === 'photo_suffix' ? suffix : SETTINGS[name].initial;
    return [name, { value, version, updatedAt: null, updatedBy: null }];
  });
  return Object.fromEntries(states) as AllSettings;
}

describe('Settings', () => {
  it('has the values the product comes with until they are read', async () => {
    const settings = new Settings(() => Promise.resolve(everything('gif')));
    expect([settings.loaded, settings.value('photo_suffix')]).toEqual([false, 'png']);
    await settings.load();
    expect([settings.loaded, settings.value('photo_suffix')]).toEqual([true, 'gif']);
  });

  it('does without them when they cannot be read', async () => {
    const settings = new Settings(() => Promise.reject(new Error('down')));
    await settings.load();
    expect(settings.value('photo_suffix')).toBe('png');
  });

  it('reads once more for news that come while it reads', async () => {
    const waiting: ((all: AllSettings) => void)[] = [];
    const settings = new Settings(() => new Promise((resolve) => waiting.push(resolve)));
    const first = settings.refresh();
    settings.heard();
    settings.heard();
    waiting.shift()?.(everything('old'));
    await Promise.resolve();
    await Promise.resolve();
    expect(waiting).toHaveLength(1);
    waiting.shift()?.(everything('new'));
    await first;
    expect([settings.value('photo_suffix'), waiting.length]).toEqual(['new', 0]);
  });

  it('takes the answer to a save in, unless it knows a newer state', async () => {
    const settings = new Settings(() => Promise.resolve(everything('read', 3)));
    await settings.load();
    const state = (value: string, version: number): SettingState<'photo_suffix'> => ({
      value,
      version,
      updatedAt: null,
      updatedBy: null,
    });
    settings.put('photo_suffix', state('late', 2));
    expect(settings.value('photo_suffix')).toBe('read');
    settings.put('photo_suffix', state('saved', 4));
    expect(settings.value('photo_suffix')).toBe('saved');
  });

  it('S024 shows names as the institution does', async () => {
    const all = everything('png');
    all.name_display.value = { order: 'first-last', inText: 'first-last', middleName: false };
    const settings = new Settings(() => Promise.resolve(all));
    expect(settings.nameOf(NAME)).toBe('Somerville, Mary Fairfax');
    await settings.load();
    expect(settings.nameOf(NAME)).toBe('Mary Somerville');
  });
});
