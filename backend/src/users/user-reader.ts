import { Injectable } from '@nestjs/common';
import type { Audience } from '../contract/grants.js';
import { classIn } from '../contract/grants.js';
import { LIST_NAMES } from '../contract/list-rows.js';
import { maySeeField } from '../contract/permissions.js';
import type { UserRecord } from '../contract/users.js';
import { userRecordSchema } from '../contract/users.js';
import { LOCK_JSON } from '../locks/lock-check.js';
import { Database } from '../platform/database/database.js';
import { isoTime } from '../platform/database/iso-time.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { ProblemError } from '../platform/http/problem.js';
import { heldRoles } from './held-roles.js';
import { lettersOf } from './letters.js';
import { listsJson } from './list-tables.js';
import type { RecordLists } from './record-lists.js';

// One statement, so that all parts of a record are of one moment; `seq` is read in the same snapshot.
const READ_RECORD = `
select json_build_object('id', u.id, 'version', u.version,
  'seq', (select seq from change_counter where stream = 'users'),
  'recordType', u.record_type, 'accountType', u.account_type, 'externalId', u.external_id,
  'primaryId', u.primary_id, 'firstName', u.first_name, 'middleName', u.middle_name, 'lastName', u.last_name,
  'prefFirstName', u.pref_first_name, 'prefMiddleName', u.pref_middle_name, 'prefLastName', u.pref_last_name,
  'title', u.title, 'jobCategory', u.job_category, 'jobDescription', u.job_description, 'gender', u.gender,
  'userGroup', u.user_group, 'campusCode', u.campus_code, 'websiteUrl', u.website_url,
  'preferredLanguage', u.preferred_language, 'birthDate', u.birth_date, 'expiryDate', u.expiry_date,
  'purgeDate', u.purge_date, 'status', u.status, 'statusDate', u.status_date, 'isResearcher', u.is_researcher,
  'handEdited', u.hand_edited,
  'createdAt', ${isoTime('u.created_at')}, 'updatedAt', ${isoTime('u.updated_at')}) as scalars, u.letters_out as "lettersOut",
  case when $2 then json_build_object(${listsJson(LIST_NAMES)}) end as lists,
  json_build_object(
    'lock', ${LOCK_JSON},
    'heldRoles', ${heldRoles('u.id')},
    'pin', (select ${isoTime('p.set_at')} from user_pin p where p.user_id = u.id),
    'signInLockedUntil', (select ${isoTime("c.locked_at + interval '30 minutes'")} from attempt_counter c
      where c.user_id = u.id and c.secret = 'password' and c.locked_at + interval '30 minutes' > clock_timestamp())
  ) as parts
from users u left join record_lock l on l.id = u.lock_id and l.expires_at > clock_timestamp()
where u.id = $1`;

/** The lists of a record as a save left them, at the version it made. */
export interface WrittenLists {
  version: number;
  lists: RecordLists;
}

/** A record that is being read. */
export type Reading = () => Promise<UserRecord>;

interface RecordRow {
  scalars: { version: number; campusCode: string | null };
  lettersOut: string[];
  lists: object | null;
  parts: object;
}

/** Reads whole records, with only the fields the reader may see in their unit. */
@Injectable()
export class UserReader {
  constructor(private readonly database: Database) {}

  /** @throws ProblemError `resource.not-found`, also for a record of a unit that is not the reader's */
  async read(id: string, reader: Audience): Promise<UserRecord> {
    return visible(found(await this.database.query<RecordRow>(READ_RECORD, [id, true])), reader);
  }

  /**
   * The record after a save, read with the commit of its unit. What the save has in its hands is not read again,
   * unless somebody else was there since.
   * @returns what waits for it, to be called once the unit is committed
   * @throws ProblemError `resource.not-found`
   */
  afterSave(unit: Unit, id: string, reader: Audience, written: WrittenLists | null): Reading {
    const rows = unit.afterCommit<RecordRow>(READ_RECORD, [id, written === null]);
    return async () => {
      const row = found(await rows);
      if (written === null) return visible(row, reader);
      if (row.scalars.version !== written.version) return this.read(id, reader);
      return visible({ ...row, lists: written.lists }, reader);
    };
  }
}

function found(rows: readonly RecordRow[]): RecordRow {
  const [row] = rows;
  if (row === undefined) throw new ProblemError('resource.not-found');
  return row;
}

function visible(row: RecordRow, reader: Audience): UserRecord {
  const permissionClass = classIn(reader, row.scalars.campusCode);
  if (permissionClass === 'none') throw new ProblemError('resource.not-found');
  const whole: Record<string, unknown> = {
    ...row.scalars,
    ...lettersOf(row.lettersOut),
    ...row.lists,
    ...row.parts,
  };
  const seen = Object.keys(userRecordSchema.shape).filter((field) => maySeeField(permissionClass, field));
  return Object.fromEntries(seen.map((field) => [field, whole[field]])) as UserRecord;
}
