import { Module } from '@nestjs/common';
import { PreferencesController } from './preferences.controller.js';
import { PreferenceStore } from './preference-store.js';

@Module({ controllers: [PreferencesController], providers: [PreferenceStore] })
export class PreferencesModule {}
