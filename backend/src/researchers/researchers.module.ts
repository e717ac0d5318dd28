import { Module } from '@nestjs/common';
import { ResearcherStore } from './researcher-store.js';
import { ResearchersController } from './researchers.controller.js';
import { ResearchersService } from './researchers.service.js';

@Module({ controllers: [ResearchersController], providers: [ResearcherStore, ResearchersService] })
export class ResearchersModule {}
