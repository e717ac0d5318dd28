import type { z } from 'zod';
import type { CodeTableName } from '#contract/code-tables.ts';
import type {
  AllSettings,
  PatternTrial,
  SaveSetting,
  SettingHistory,
  SettingName,
  SettingState,
} from '#contract/settings.ts';
import {
  codeUseSchema,
  patternTrialSchema,
  sequencesSchema,
  settingHistorySchema,
  settingsAnswerSchema,
  settingStateSchema,
} from '#contract/settings.ts';
import { request } from './request.ts';

export async function readSettings(): Promise<AllSettings> {
  return (await request('GET', '/settings', settingsAnswerSchema)).settings;
}

export function saveSetting<N extends SettingName>(name: N, body: SaveSetting): Promise<SettingState<N>> {
  return request('PUT', `/settings/${name}`, settingStateSchema(name), { body });
}

export function settingHistory(
  name: SettingName,
  page: { before?: number; limit?: number } = {},
): Promise<SettingHistory> {
  return request('GET', `/settings/${name}/history`, settingHistorySchema, { query: page });
}

/** How many records use each code of the table. */
export async function codeUse(name: CodeTableName): Promise<z.infer<typeof codeUseSchema>['use']> {
  return (await request('GET', `/settings/${name}/use`, codeUseSchema)).use;
}

/** The number each identifier type's sequence comes to next. */
export async function sequences(): Promise<z.infer<typeof sequencesSchema>['next']> {
  return (await request('GET', '/settings/id_generation/sequences', sequencesSchema)).next;
}

export function tryPattern(pattern: string, value: string): Promise<PatternTrial> {
  return request('POST', '/settings/try-pattern', patternTrialSchema, { body: { pattern, value } });
}
