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
    return this.visible(await this.row(id, true), reader);
  }

  /**
   * The record after a save. What the save has in its hands is not read again, unless somebody else was there since.
   * @throws ProblemError `resource.not-found`
   */
  async readSaved(id: string, reader: Audience, written: WrittenLists | null): Promise<UserRecord> {
    if (written === null) return this.read(id, reader);
    const row = await this.row(id, false);
    if (row.scalars.version !== written.version) return this.read(id, reader);
    return this.visible({ ...row, lists: written.lists }, reader);
  }

  private async row(id: string, withLists: boolean): Promise<RecordRow> {
    const [row] = await this.database.query<RecordRow>(READ_RECORD, [id, withLists]);
    if (row === undefined) throw new ProblemError('resource.not-found');
    return row;
  }

  private visible(row: RecordRow, reader: Audience): UserRecord {
    const permissionClass = classIn(reader, row.scalars.campusCode);
    if (permissionClass === 'none') throw new ProblemError('resource.not-found');
    const whole: Record<string, unknown> = {
      ...row.scalars,
      ...lettersOf(row.lettersOut),
      ...row.lists,
      ...row.parts,
    };
    const visible = Object.keys(userRecordSchema.shape).filter((field) => maySeeField(permissionClass, field));
    return Object.fromEntries(visible.map((field) => [field, whole[field]])) as UserRecord;
  }
}
