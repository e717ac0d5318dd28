import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Erasure } from '../platform/database/erasure.js';
import { identifierKey } from '../users/keys.js';
import { heldBy } from './chunk.js';
import { quoted } from './element-reader.js';

// A report keeps that a record of the file was rejected, by place and reason, and forgets whose it was.
const OWN = `update job_reject set primary_id = null, detail = ''
where lower(normalize(primary_id, nfkc)) = any($1::text[])`;
const QUOTED = `update job_reject set detail = ''
where exists (select from unnest($1::text[]) as word where strpos(detail, word) > 0)`;
const SEEN = `delete from feed_item where user_id = $1`;

/** Takes a deleted person out of the reports of feeds: their own records, and where others' were refused over theirs. */
@Injectable()
export class EraseFeeds implements OnModuleInit {
  constructor(private readonly erasure: Erasure) {}

  onModuleInit(): void {
    this.erasure.add(async (unit, { id, names, identifiers }) => {
      await unit.sql(OWN, [identifiers.map(identifierKey)]);
      await unit.sql(QUOTED, [[...identifiers.map(quoted), ...names.map(heldBy)]]);
      await unit.sql(SEEN, [id]);
    });
  }
}
