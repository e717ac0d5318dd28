import type { Grants } from '../../contract/grants.js';
import { everywhere } from '../../contract/grants.js';
import { PERMISSIONS } from '../../contract/permissions.js';
import type { ChangeSource } from '../../contract/codes.js';

/** On whose behalf a write happens; every entry of the change log carries it. */
export interface Actor {
  /** User id of the person; null for the system and for feeds nobody started. */
  id: string | null;
  name: string;
  source: ChangeSource;
  jobId: string | null;
  /** What the person may do, and where, if a rule depends on it; absent for whoever may do nothing by hand. */
  grants?: Grants;
  /** Roles it grants are marked as the directory's, which takes them away again. */
  isDirectory?: true;
  /** Fencing token of the record lock the writer holds, if it holds one. */
  token: string | null;
}

export const SYSTEM: Actor = {
  id: null,
  name: 'Rollcall',
  source: 'SYSTEM',
  jobId: null,
  grants: everywhere(PERMISSIONS),
  token: null,
};
