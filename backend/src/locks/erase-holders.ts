import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Erasure } from '../platform/database/erasure.js';

const HOLDER = `update record_lock set holder_id = null, holder = '' where holder_id = $1`;
const HELD = `update record_lock set record_ids = array_remove(record_ids, $1::uuid) where $1::uuid = any(record_ids)`;

/** Locks that outlive their holder, or a lease that ran out on their record, no longer name a deleted person. */
@Injectable()
export class EraseHolders implements OnModuleInit {
  constructor(private readonly erasure: Erasure) {}

  onModuleInit(): void {
    this.erasure.add(async (unit, { id }) => {
      for (const statement of [HOLDER, HELD]) await unit.sql(statement, [id]);
      unit.ring('locks');
    });
  }
}
