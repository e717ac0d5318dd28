import { Injectable } from '@nestjs/common';
import type { ListPreferences } from '../contract/preferences.js';
import { INITIAL_LIST_PREFERENCES, listPreferencesSchema } from '../contract/preferences.js';
import { Database } from '../platform/database/database.js';

const READ = `select value from user_preference where user_id = $1 and name = 'list'`;
const WRITE = `insert into user_preference (user_id, name, value) values ($1, 'list', $2::jsonb)
on conflict (user_id, name) do update set value = excluded.value`;

/** How each person likes the portal, kept with the person so that it follows to every browser. */
@Injectable()
export class PreferenceStore {
  constructor(private readonly database: Database) {}

  /** What an older or newer portal kept and this one cannot read counts as never chosen. */
  async list(userId: string): Promise<ListPreferences> {
    const [row] = await this.database.query<{ value: unknown }>(READ, [userId]);
    const kept = listPreferencesSchema.safeParse(row?.value);
    return kept.success ? kept.data : INITIAL_LIST_PREFERENCES;
  }

  async keepList(userId: string, preferences: ListPreferences): Promise<void> {
    await this.database.query(WRITE, [userId, JSON.stringify(preferences)]);
  }
}
