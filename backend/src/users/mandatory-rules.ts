import type { RecordType } from '../contract/codes.js';
import { keptNames, mandatoryWhenAdding } from '../contract/mandatory.js';
import type { FieldError } from '../contract/problems.js';
import type { MandatoryField } from '../contract/settings.js';
import { ALWAYS_MANDATORY } from '../contract/settings.js';
import type { FieldName } from '../contract/users.js';
import type { Institution } from './institution.js';
import type { RecordLists } from './record-lists.js';
import type { Fields } from './rules.js';

/** Parts of the add form that stand for the first row of a list. */
const LIST_OF = {
  email: 'emails',
  phone: 'phones',
  address: 'addresses',
  identifier1: 'identifiers',
} as const satisfies Partial<Record<MandatoryField, keyof RecordLists>>;

function isRow(field: MandatoryField): field is keyof typeof LIST_OF {
  return field in LIST_OF;
}

/** What is missing of a user who is added by hand, as the institution configured it for the record type (S037, S055). */
export function checkMandatory(fields: Fields, lists: RecordLists, institution: Institution): FieldError[] {
  const mandatory = mandatoryWhenAdding(institution('mandatory_fields'), fields.recordType as RecordType);
  return mandatory.flatMap((field): FieldError[] => {
    // Every record has a primary identifier, not only one that is added by hand: that is the record's own rule.
    if (field === ALWAYS_MANDATORY) return [];
    if (isRow(field)) {
      const path = LIST_OF[field];
      return lists[path].length > 0 ? [] : [{ path, code: 'field.required' }];
    }
    return fields[field] === null ? [{ path: field, code: 'field.required' }] : [];
  });
}

/** The names a record of this type does not lose by hand, where the institution's rules bind. */
export function namesToKeep(recordType: string | null, institution: Institution | null): readonly FieldName[] {
  return institution === null ? [] : keptNames(institution('mandatory_fields'), recordType as RecordType);
}
