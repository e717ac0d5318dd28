import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Erasure } from '../platform/database/erasure.js';

/** One side of a note's change, without its writer ($1) if that is who wrote it. */
function forgotten(side: 'before' | 'after'): string {
  return `'${side}', case when f.value -> '${side}' ->> 'createdById' = $1::uuid::text
      then (f.value -> '${side}') || '{"createdBy": "", "createdById": null}' else f.value -> '${side}' end`;
}

// A note's writer was the actor of the entry that added it, so the records they wrote notes on are found by index.
const NOTES_ON_OTHERS = `
update change_log l set fields = (
  select jsonb_agg(f.value || jsonb_build_object(${forgotten('before')}, ${forgotten('after')}) order by f.at)
  from jsonb_array_elements(l.fields) with ordinality as f (value, at))
where l.record_id in (select a.record_id from change_log a
    where a.actor_id = $1::uuid and a.fields @> '[{"field": "notes"}]')
  and l.fields @> '[{"field": "notes"}]'`;
const AS_ACTOR = `update change_log set actor_id = null, actor = '' where actor_id = $1`;
// The row stays because the sequence is dense, and says nothing: not even whose it was.
const OWN = `
update change_log set action = 'erased', record_id = '00000000-0000-0000-0000-000000000000', version = 0,
  record_name = '', actor_id = null, actor = '', source = 'SYSTEM', job_id = null, record_type = '',
  account_type = '', status = '', unit = null, fields = '[]'
where record_id = $1`;

/** Takes a deleted person out of the change log, as the one who was changed and as the one who changed. */
@Injectable()
export class EraseHistory implements OnModuleInit {
  constructor(private readonly erasure: Erasure) {}

  onModuleInit(): void {
    this.erasure.add(async (unit, { id }) => {
      for (const statement of [OWN, NOTES_ON_OTHERS, AS_ACTOR]) await unit.sql(statement, [id]);
    });
  }
}
