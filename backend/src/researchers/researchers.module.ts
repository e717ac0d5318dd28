import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.js';
import { ResearcherStore } from './researcher-store.js';
import { ResearchersController } from './researchers.controller.js';
import { ResearchersService } from './researchers.service.js';

@Module({
  imports: [SettingsModule],
  controllers: [ResearchersController],
  providers: [ResearcherStore, ResearchersService],
})
export class ResearchersModule {}
