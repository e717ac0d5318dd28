import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.js';
import { EraseSearches } from './erase-searches.js';
import { ViewStore } from './view-store.js';
import { ViewsController } from './views.controller.js';

@Module({ imports: [SettingsModule], controllers: [ViewsController], providers: [EraseSearches, ViewStore] })
export class ViewsModule {}
