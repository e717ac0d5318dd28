import type { Change } from '../contract/changes.js';
import type { PermissionClass } from '../contract/permissions.js';
import { maySeeField } from '../contract/permissions.js';
import type { LoggedChange, TailChange } from './change-row.js';

/** What somebody of this class may see of a change; the one place where changes are filtered. */
export function forClass({ facets: _facets, ...change }: LoggedChange, permissionClass: PermissionClass): Change {
  return { ...change, fields: change.fields.filter(({ field }) => maySeeField(permissionClass, field)) };
}

/** What is sent of a run of the log: nothing of what was erased. */
export function forClassAll(changes: readonly TailChange[], permissionClass: PermissionClass): Change[] {
  return changes.flatMap((change) => (change.action === 'erased' ? [] : [forClass(change, permissionClass)]));
}
