import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { CODE_TABLE_NAMES } from '../contract/code-tables.js';
import type { CodeTableName } from '../contract/code-tables.js';
import { historyQuerySchema } from '../contract/changes.js';
import type { AllSettings, PatternTrial, SaveSetting, SettingHistory, SettingState } from '../contract/settings.js';
import type { SettingName, TryPattern } from '../contract/settings.js';
import { SETTING_NAMES, saveSettingSchema, tryPatternSchema } from '../contract/settings.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { actorOf } from '../platform/http/principal.js';
import { ProblemError } from '../platform/http/problem.js';
import { CodeUse } from './code-use.js';
import { IdGenerator } from './id-generator.js';
import { compilePattern, matches } from './patterns.js';
import { SettingStore } from './setting-store.js';
import { SettingWriter } from './setting-writer.js';
import { SettingsService } from './settings.service.js';

const nameParameter = z.string();

function named<T extends string>(names: readonly T[], given: string): T {
  const name = names.find((candidate) => candidate === given);
  if (name === undefined) throw new ProblemError('resource.not-found');
  return name;
}

/** The institution's settings: everybody who sees users reads them, administrators change them. */
@Controller('api/settings')
export class SettingsController {
  constructor(
    private readonly settings: SettingsService,
    private readonly store: SettingStore,
    private readonly writer: SettingWriter,
    private readonly use: CodeUse,
    private readonly ids: IdGenerator,
  ) {}

  @Get()
  @Needs('settings.read')
  async all(): Promise<{ settings: AllSettings }> {
    return { settings: await this.settings.fresh() };
  }

  /** Does a value match a pattern that is not saved yet? A POST because neither fits a URL. */
  @Post('try-pattern')
  @HttpCode(200)
  @Needs('settings.write')
  try(@Body({ schema: tryPatternSchema }) { pattern, value }: TryPattern): PatternTrial {
    const source = pattern.trim();
    if (source === '') return { matches: true, code: null, detail: null };
    const compiled = compilePattern(source);
    if (!compiled.ok) return { matches: false, code: compiled.code, detail: compiled.reason };
    return { matches: matches(source, value), code: null, detail: null };
  }

  @Get('id_generation/sequences')
  @Needs('settings.write')
  async sequences(): Promise<{ next: Record<string, number> }> {
    return { next: await this.ids.next() };
  }

  @Put(':name')
  @Needs('settings.write')
  async save(
    @Param('name', { schema: nameParameter }) given: string,
    @Body({ schema: saveSettingSchema }) save: SaveSetting,
    @CurrentPrincipal() me: Principal,
  ): Promise<SettingState> {
    const name: SettingName = named(SETTING_NAMES, given);
    await this.writer.save(actorOf(me), name, save);
    return (await this.settings.fresh())[name];
  }

  @Get(':name/history')
  @Needs('settings.write')
  history(
    @Param('name', { schema: nameParameter }) given: string,
    @Query({ schema: historyQuerySchema }) query: z.output<typeof historyQuerySchema>,
  ): Promise<SettingHistory> {
    return this.store.history(named(SETTING_NAMES, given), query);
  }

  /** How many records use each code of a table. */
  @Get(':name/use')
  @Needs('settings.write')
  async used(@Param('name', { schema: nameParameter }) given: string): Promise<{ use: Record<string, number> }> {
    const name: CodeTableName = named(CODE_TABLE_NAMES, given);
    return { use: await this.use.count(name) };
  }
}
