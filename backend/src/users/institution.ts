import type { SettingName, SettingValue } from '../contract/settings.js';
import type { RecordLists } from './record-lists.js';
import type { Fields } from './rules.js';

/** The settings in force, by name. Whoever writes for the portal itself is bound by none of them: null. */
export type Institution = <N extends SettingName>(name: N) => SettingValue<N>;

/** A record as the institution's rules look at it; lists that a save has nothing to do with are null. */
export interface JudgedRecord {
  fields: Fields;
  lists: RecordLists | null;
}
