import { Injectable } from '@nestjs/common';
import type { PermissionClass } from '../contract/permissions.js';
import { maySeeField } from '../contract/permissions.js';
import type { UserRecord } from '../contract/users.js';
import { userRecordSchema } from '../contract/users.js';
import { LOCK_JSON } from '../locks/lock-check.js';
import { Database } from '../platform/database/database.js';
import { isoTime } from '../platform/database/iso-time.js';
import { ProblemError } from '../platform/http/problem.js';

function list(table: string, columns: string): string {
  return `coalesce((select json_agg(json_build_object(${columns}) order by r.id) from ${table} r
    where r.user_id = u.id), '[]'::json)`;
}

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
  'createdAt', ${isoTime('u.created_at')}, 'updatedAt', ${isoTime('u.updated_at')}) as scalars,
  json_build_object(
    'emails', ${list('user_email', `'id', r.id, 'address', r.address, 'types', r.types, 'description', r.description, 'preferred', r.preferred, 'external', r.external`)},
    'phones', ${list('user_phone', `'id', r.id, 'number', r.number, 'types', r.types, 'preferred', r.preferred, 'preferredSms', r.preferred_sms, 'external', r.external`)},
    'addresses', ${list('user_address', `'id', r.id, 'lines', r.lines, 'city', r.city, 'stateProvince', r.state_province, 'postalCode', r.postal_code, 'country', r.country, 'note', r.note, 'startDate', r.start_date, 'endDate', r.end_date, 'types', r.types, 'preferred', r.preferred, 'external', r.external`)},
    'identifiers', ${list('user_identifier', `'id', r.id, 'type', r.type, 'value', r.value, 'note', r.note, 'active', r.active, 'external', r.external`)},
    'notes', ${list('user_note', `'id', r.id, 'type', r.type, 'text', r.text, 'userViewable', r.user_viewable, 'popup', r.popup, 'external', r.external, 'createdBy', r.created_by, 'createdAt', ${isoTime('r.created_at')}`)},
    'roles', ${list('user_role', `'id', r.id, 'role', r.role, 'scope', r.scope, 'active', r.active, 'expiryDate', r.expiry_date`)},
    'lock', ${LOCK_JSON},
    'signInLockedUntil', (select ${isoTime("c.locked_at + interval '30 minutes'")} from credential c
      where c.user_id = u.id and c.locked_at + interval '30 minutes' > clock_timestamp())
  ) as parts
from users u left join record_lock l on l.id = u.lock_id and l.expires_at > clock_timestamp()
where u.id = $1`;

/** Reads whole records, with only the fields the reader's class may see. */
@Injectable()
export class UserReader {
  constructor(private readonly database: Database) {}

  /** @throws ProblemError `resource.not-found` */
  async read(id: string, permissionClass: PermissionClass): Promise<UserRecord> {
    const rows = await this.database.query<{ scalars: object; parts: object }>(READ_RECORD, [id]);
    const row = rows[0];
    if (row === undefined) throw new ProblemError('resource.not-found');
    const whole: Record<string, unknown> = { ...row.scalars, ...row.parts };
    const visible = Object.keys(userRecordSchema.shape).filter((field) => maySeeField(permissionClass, field));
    return Object.fromEntries(visible.map((field) => [field, whole[field]])) as UserRecord;
  }
}
