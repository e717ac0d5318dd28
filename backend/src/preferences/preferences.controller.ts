import { Body, Controller, Get, Put } from '@nestjs/common';
import type { ListPreferences } from '../contract/preferences.js';
import { listPreferencesSchema } from '../contract/preferences.js';
import { CurrentPrincipal, Needs } from '../platform/http/permission.guard.js';
import type { Principal } from '../platform/http/principal.js';
import { PreferenceStore } from './preference-store.js';

/** Everybody's own preferences; nobody sees another's. */
@Controller('api/preferences')
export class PreferencesController {
  constructor(private readonly store: PreferenceStore) {}

  @Get('list')
  @Needs('users.read')
  list(@CurrentPrincipal() { userId }: Principal): Promise<ListPreferences> {
    return this.store.list(userId);
  }

  @Put('list')
  @Needs('users.read')
  async keepList(
    @Body({ schema: listPreferencesSchema }) preferences: ListPreferences,
    @CurrentPrincipal() { userId }: Principal,
  ): Promise<ListPreferences> {
    await this.store.keepList(userId, preferences);
    return preferences;
  }
}
