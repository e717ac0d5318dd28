import type { RecordType } from './codes.js';
import type { MandatoryField, SettingValue } from './settings.js';

/** Users of these types can always be written to: they keep an e-mail address, whatever is configured (S072). */
const REACHABLE: readonly RecordType[] = ['STAFF', 'PUBLIC'];

export function keepsEmail(recordType: RecordType): boolean {
  return REACHABLE.includes(recordType);
}

/** What must be filled in when a user of this type is added by hand (S037, S055); form and server both ask here. */
export function mandatoryWhenAdding(
  configured: SettingValue<'mandatory_fields'>,
  recordType: RecordType,
): readonly MandatoryField[] {
  const fields = configured[recordType];
  return keepsEmail(recordType) && !fields.includes('email') ? [...fields, 'email'] : fields;
}
