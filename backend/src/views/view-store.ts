import { Injectable } from '@nestjs/common';
import type { NameParts } from '../contract/names.js';
import { nameInText } from '../contract/names.js';
import type { Permission } from '../contract/permissions.js';
import type { ChangeView, NewView, SavedView } from '../contract/views.js';
import { viewStateSchema } from '../contract/views.js';
import { Database } from '../platform/database/database.js';
import { databaseFailure, SQLSTATE } from '../platform/database/sqlstate.js';
import { ProblemError, ruleProblem } from '../platform/http/problem.js';
import { newId } from '../platform/ids/ids.js';
import { SettingsService } from '../settings/settings.service.js';

/** Views one person can keep. */
const MOST_VIEWS = 100;
const VIEW = `v.id, v.version, v.name, v.shared, v.state, v.owner_id as "ownerId", o.primary_id as "primaryId",
  o.first_name as "firstName", o.middle_name as "middleName", o.last_name as "lastName",
  o.pref_first_name as "prefFirstName", o.pref_middle_name as "prefMiddleName", o.pref_last_name as "prefLastName"`;
const READ = `select ${VIEW} from saved_view v join users o on o.id = v.owner_id
where v.owner_id = $1 or v.shared order by v.name_key, v.id`;
const ADD = `insert into saved_view (id, owner_id, name, name_key, shared, state)
select $1, $2, $3, $4, $5, $6::jsonb where (select count(*) from saved_view where owner_id = $2) < ${String(MOST_VIEWS)}
returning id`;
// An administrator keeps the institution's shared views in order; nobody touches another's private ones.
const REACHABLE = `id = $1 and (owner_id = $2 or (shared and $3::boolean))`;
const FIND = `select version from saved_view where ${REACHABLE}`;
const CHANGE = `update saved_view set version = version + 1, name = $4, name_key = $5, shared = $6, state = $7::jsonb
where ${REACHABLE} and version = $8 returning id`;
const REMOVE = `delete from saved_view where ${REACHABLE} returning id`;
const NAME_TAKEN = 'saved_view_name';

/** Who asks: their id and what they may do. */
interface Reader {
  userId: string;
  permissions: readonly Permission[];
}

interface Row extends NameParts {
  id: string;
  version: number;
  name: string;
  shared: boolean;
  state: unknown;
  ownerId: string;
  primaryId: string;
}

function administers({ permissions }: Reader): boolean {
  return permissions.includes('settings.write');
}

function keyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** @throws ProblemError `record.rules` when the owner has another view of the name */
async function nameTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const failure = databaseFailure(error);
    if (failure?.code !== SQLSTATE.uniqueViolation || failure.constraint !== NAME_TAKEN) throw error;
    throw ruleProblem([{ path: 'name', code: 'view.name-taken' }]);
  }
}

/** Saved views of the list: everybody's own, and those that were shared. */
@Injectable()
export class ViewStore {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
  ) {}

  /** A view this portal cannot read any more opens the list as it is without one. */
  async list(reader: Reader): Promise<SavedView[]> {
    const display = this.settings.get('name_display');
    const rows = await this.database.query<Row>(READ, [reader.userId]);
    return rows.map((row) => {
      const { id, version, name, shared } = row;
      const state = viewStateSchema.safeParse(row.state);
      const mine = row.ownerId === reader.userId;
      return {
        ...{ id, version, name, shared, mine },
        owner: nameInText(row, display) || row.primaryId,
        mayChange: mine || administers(reader),
        state: state.success ? state.data : viewStateSchema.parse({}),
      };
    });
  }

  /** @throws ProblemError `record.rules`: the name is taken, or there are too many already */
  async add(owner: Reader, view: NewView): Promise<void> {
    const values = [newId(), owner.userId, view.name, keyOf(view.name), view.shared, JSON.stringify(view.state)];
    const added = await nameTaken(this.database.query(ADD, values));
    if (added.length === 0) throw ruleProblem([{ path: 'name', code: 'view.too-many' }]);
  }

  /** @throws ProblemError `resource.not-found`, `record.rules`, `record.conflict` when it was changed meanwhile */
  async change(reader: Reader, id: string, { baseVersion, ...view }: ChangeView): Promise<void> {
    const reach = [id, reader.userId, administers(reader)];
    const values = [...reach, view.name, keyOf(view.name), view.shared, JSON.stringify(view.state), baseVersion];
    const changed = await nameTaken(this.database.query(CHANGE, values));
    if (changed.length > 0) return;
    const [found] = await this.database.query<{ version: number }>(FIND, reach);
    if (found === undefined) throw new ProblemError('resource.not-found');
    throw new ProblemError('record.conflict', { version: found.version });
  }

  /** @throws ProblemError `resource.not-found` */
  async remove(reader: Reader, id: string): Promise<void> {
    const removed = await this.database.query(REMOVE, [id, reader.userId, administers(reader)]);
    if (removed.length === 0) throw new ProblemError('resource.not-found');
  }
}
