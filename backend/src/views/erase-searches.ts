import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Erasure } from '../platform/database/erasure.js';

// The view stays, and no longer looks for anybody.
const FORGET = `update saved_view set state = state - 'q', version = version + 1
where lower(normalize(state ->> 'q', nfkc)) in (select lower(normalize(word, nfkc)) from unnest($1::text[]) as word)`;

/** Takes a deleted person out of views that others saved while they looked for that person by their whole name. */
@Injectable()
export class EraseSearches implements OnModuleInit {
  constructor(private readonly erasure: Erasure) {}

  onModuleInit(): void {
    this.erasure.add(async (unit, { names, identifiers, emails }) => {
      await unit.sql(FORGET, [[...names, ...identifiers, ...emails]]);
    });
  }
}
