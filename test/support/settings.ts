import type { Problem } from '../../backend/src/contract/problems.js';
import type { AllSettings, SettingHistory, SettingName, SettingState } from '../../backend/src/contract/settings.js';
import type { Answer, ApiClient } from './api-client.js';

export async function readSettings(api: ApiClient): Promise<AllSettings> {
  const answer = await api.get<{ settings: AllSettings }>('/api/settings');
  if (answer.status !== 200) throw new Error(`no settings: ${JSON.stringify(answer.body)}`);
  return answer.body.settings;
}

export async function readSetting<N extends SettingName>(api: ApiClient, name: N): Promise<AllSettings[N]> {
  return (await readSettings(api))[name];
}

/** Saves a value over the version given, or over the newest. */
export async function saveSetting(
  api: ApiClient,
  name: SettingName,
  value: unknown,
  baseVersion?: number,
): Promise<Answer<SettingState & Problem>> {
  const base = baseVersion ?? (await readSetting(api, name)).version;
  return api.request<SettingState & Problem>('PUT', `/api/settings/${name}`, { baseVersion: base, value });
}

export async function settingHistory(api: ApiClient, name: SettingName): Promise<SettingHistory['entries']> {
  return (await api.get<SettingHistory>(`/api/settings/${name}/history`)).body.entries;
}
