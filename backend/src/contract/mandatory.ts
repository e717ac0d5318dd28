import type { RecordType } from './codes.js';
import type { MandatoryField, SettingValue } from './settings.js';
import { ALWAYS_MANDATORY } from './settings.js';
import type { FieldName } from './users.js';

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

const NAMES = ['firstName', 'lastName'] as const satisfies readonly (FieldName & MandatoryField)[];

/**
 * The names a record of this type does not lose by hand. All other mandatory fields are asked for when a user is
 * added and can be emptied later; somebody without a name could not be told apart from others any more.
 */
export function keptNames(configured: SettingValue<'mandatory_fields'>, recordType: RecordType): readonly FieldName[] {
  return NAMES.filter((name) => configured[recordType].includes(name));
}

/** Can this field of a record that is there already not be emptied? Its form marks it. */
export function isKept(
  field: FieldName,
  configured: SettingValue<'mandatory_fields'>,
  recordType: RecordType,
): boolean {
  return field === ALWAYS_MANDATORY || keptNames(configured, recordType).includes(field);
}
