import type { SettingName } from '#contract/settings.ts';
import { saveSetting } from '../api/settings.ts';
import { SettingDraft } from './setting-draft.svelte.ts';
import { settings } from './settings.svelte.ts';

/** A draft of one of the institution's settings. */
export function draftOf<N extends SettingName>(name: N): SettingDraft<N> {
  return new SettingDraft(name, {
    current: () => settings.state(name),
    save: (body) => saveSetting(name, body),
    put: (state) => {
      settings.put(name, state);
    },
    refresh: () => settings.refresh(),
  });
}
