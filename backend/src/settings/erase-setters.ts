import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Erasure } from '../platform/database/erasure.js';
import { SETTINGS_STREAM } from './settings.service.js';

const STANDING = `update setting s set updated_by = '' from setting_change c
where c.name = s.name and c.version = s.version and c.actor_id = $1`;
const HISTORY = `update setting_change set actor_id = null, actor = '' where actor_id = $1`;

/** Settings keep their values and lose the name of a deleted person who set them. */
@Injectable()
export class EraseSetters implements OnModuleInit {
  constructor(private readonly erasure: Erasure) {}

  onModuleInit(): void {
    this.erasure.add(async (unit, { id }) => {
      for (const statement of [STANDING, HISTORY]) await unit.sql(statement, [id]);
      unit.ring(SETTINGS_STREAM);
    });
  }
}
