import { Injectable } from '@nestjs/common';
import type { AccessEntry, AccessPage, AccessQuery } from '../contract/access-log.js';
import type { NameParts } from '../contract/names.js';
import { displayName } from '../contract/names.js';
import { Database } from '../platform/database/database.js';
import { isoTime } from '../platform/database/iso-time.js';
import { deviceOf } from '../platform/http/device.js';
import { SettingsService } from '../settings/settings.service.js';
import { AccessLog } from './access-log.js';

const nameOf = (alias: string): string =>
  `case when ${alias}.id is not null then json_build_object('primaryId', ${alias}.primary_id,
    'firstName', ${alias}.first_name, 'middleName', ${alias}.middle_name, 'lastName', ${alias}.last_name,
    'prefFirstName', ${alias}.pref_first_name, 'prefMiddleName', ${alias}.pref_middle_name,
    'prefLastName', ${alias}.pref_last_name) end`;

const PAGE = `
select l.id::int as id, ${isoTime('l.at')} as at, l.kind, l.user_id as "userId", ${nameOf('u')} as "user",
  ${nameOf('a')} as actor, l.api_key_id as "apiKeyId", k.name as "keyName", l.ip, l.user_agent as "userAgent", l.detail
from access_log l left join users u on u.id = l.user_id left join users a on a.id = l.actor_id
  left join api_key k on k.id = l.api_key_id
where ($1::timestamptz is null or (l.at, l.id) < ($1, $9::bigint)) and ($3::text is null or l.kind = $3) and ($4::uuid is null or l.user_id = $4 or l.actor_id = $4)
  and ($5::uuid is null or l.api_key_id = $5) and ($6::text is null or l.ip = $6)
  and ($7::timestamptz is null or l.at >= $7) and ($8::timestamptz is null or l.at < $8)
order by l.at desc, l.id desc limit $2`;
const NEWEST = 'select coalesce(max(id), 0)::int as newest from access_log';

type Person = NameParts & { primaryId: string };
type AccessRow = Omit<AccessEntry, 'userName' | 'actorName' | 'browser' | 'system'> & {
  user: Person | null;
  actor: Person | null;
  userAgent: string | null;
};

/** Reads the access log, newest first. Names are those of now: the log keeps none. */
@Injectable()
export class AccessLogReader {
  constructor(
    private readonly database: Database,
    private readonly log: AccessLog,
    private readonly settings: SettingsService,
  ) {}

  async page(query: AccessQuery): Promise<AccessPage> {
    await this.log.flush();
    const { before, limit, kind, userId, apiKeyId, ip, from, to } = query;
    const rows = await this.database.query<AccessRow>(PAGE, [
      ...[before?.at ?? null, limit + 1, kind ?? null, userId ?? null, apiKeyId ?? null],
      ...[ip ?? null, from ?? null, to ?? null, before?.id ?? null],
    ]);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      entries: shown.map((row) => this.toEntry(row)),
      next: last === undefined ? null : `${last.at}~${String(last.id)}`,
    };
  }

  /** The id of the newest entry, 0 when there is none. */
  async newest(): Promise<number> {
    const [row] = await this.database.query<{ newest: number }>(NEWEST);
    return row?.newest ?? 0;
  }

  private toEntry({ user, actor, userAgent, ...entry }: AccessRow): AccessEntry {
    const { browser, system } = deviceOf(userAgent);
    return { ...entry, userName: this.nameOf(user), actorName: this.nameOf(actor), browser, system };
  }

  private nameOf(person: Person | null): string | null {
    return person === null ? null : displayName(person, this.settings.get('name_display')) || person.primaryId;
  }
}
