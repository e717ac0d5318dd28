import type { Change, FieldChange } from '../contract/changes.js';
import type { Audience } from '../contract/grants.js';
import { classIn } from '../contract/grants.js';
import type { PermissionClass } from '../contract/permissions.js';
import { maySeeField } from '../contract/permissions.js';
import type { Facets } from '../platform/database/change-log.js';
import type { LoggedChange, TailChange } from './change-row.js';

/** The unit a record was in before a change. */
export function unitBefore({ facets, fields }: LoggedChange): Facets['unit'] {
  const moved = fields.find(({ field }) => field === 'campusCode');
  return moved === undefined ? facets.unit : (moved.before as Facets['unit']);
}

/** What somebody of this class may see of a change; the one place where the fields of changes are filtered. */
export function forClass({ facets: _facets, ...change }: LoggedChange, permissionClass: PermissionClass): Change {
  return { ...change, fields: change.fields.filter(({ field }) => maySeeField(permissionClass, field)) };
}

/** All that is said of a record that comes: which tab of the list it belongs to. */
function isOfType({ facets }: LoggedChange): FieldChange {
  return { field: 'recordType', before: null, after: facets.recordType };
}

/**
 * What an audience is told of a change: nothing of records it does not see. A record that leaves what it sees is gone,
 * and nothing is said of where to; one that comes is there from now on, and nothing is said of where from.
 */
function forAudience(change: LoggedChange, audience: Audience): Change[] {
  const after = classIn(audience, change.facets.unit);
  const isNew = change.action === 'created';
  const before = isNew ? after : classIn(audience, unitBefore(change));
  if (after !== 'none') {
    return [
      before === 'none'
        ? { ...forClass(change, after), action: 'created', fields: [isOfType(change)] }
        : forClass(change, after),
    ];
  }
  if (before === 'none') return [];
  const { seq, recordId, version, source, at } = change;
  return [{ seq, recordId, version, action: 'gone', recordName: '', actor: '', source, jobId: null, at, fields: [] }];
}

/** What is sent of a run of the log: nothing of what was erased. */
export function forAudienceAll(changes: readonly TailChange[], audience: Audience): Change[] {
  return changes.flatMap((change) => (change.action === 'erased' ? [] : forAudience(change, audience)));
}
