import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Erasure } from '../platform/database/erasure.js';

const NOTES_THEY_WROTE = `update user_note set created_by = '', created_by_id = null where created_by_id = $1`;
// What others sent about them is hashed, but the answer names them.
const KEYS = `delete from idempotency_key where actor_id = $1::uuid or response = to_jsonb($1::uuid::text)`;

/** Takes a deleted person out of the notes they wrote on others, and forgets the retries of what they did. */
@Injectable()
export class EraseTraces implements OnModuleInit {
  constructor(private readonly erasure: Erasure) {}

  onModuleInit(): void {
    this.erasure.add(async (unit, { id }) => {
      for (const statement of [NOTES_THEY_WROTE, KEYS]) await unit.sql(statement, [id]);
    });
  }
}
