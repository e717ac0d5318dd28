import { Module } from '@nestjs/common';
import { CodeUse } from './code-use.js';
import { EraseSetters } from './erase-setters.js';
import { IdGenerator } from './id-generator.js';
import { IdentifierIndex } from './identifier-index.js';
import { SettingRules } from './setting-rules.js';
import { SettingStore } from './setting-store.js';
import { SettingWriter } from './setting-writer.js';
import { SettingsController } from './settings.controller.js';
import { SettingsService } from './settings.service.js';

@Module({
  controllers: [SettingsController],
  providers: [
    CodeUse,
    EraseSetters,
    IdentifierIndex,
    IdGenerator,
    SettingRules,
    SettingStore,
    SettingWriter,
    SettingsService,
  ],
  exports: [IdGenerator, SettingsService],
})
export class SettingsModule {}
