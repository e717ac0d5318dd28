import type { OnApplicationBootstrap } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { Dashboard } from '../contract/dashboard.js';
import { Database } from '../platform/database/database.js';
import type { Facets } from '../platform/database/change-log.js';
import type { LoggedChange, TailChange } from '../realtime/change-row.js';
import { ChangeTail } from '../realtime/change-tail.js';

type Row = Dashboard['users'][number];

const SNAPSHOT = `
select record_type as "recordType", account_type as "accountType", status, count(*)::int as count,
  (select seq::int from change_counter where stream = 'users') as seq
from users group by record_type, account_type, status`;

function keyOf(facets: Facets): string {
  return `${facets.recordType}|${facets.accountType}|${facets.status}`;
}

/** What the record counted as before a change: its facets after it, with the changed ones put back. */
function facetsBefore(change: LoggedChange): Facets {
  const before = Object.fromEntries(
    change.fields.filter(({ field }) => field in change.facets).map(({ field, before: value }) => [field, value]),
  );
  return { ...change.facets, ...before };
}

/**
 * How many users there are of each kind, counted once at the start and folded from the change log since. Every
 * node folds the same log in the same order, so all nodes say the same without a common counter to contend for.
 */
@Injectable()
export class UserCounters implements OnApplicationBootstrap {
  private rows: Map<string, Row> | null = null;
  /** The newest change the counts already hold. */
  private counted = 0;
  private waiting: TailChange[] = [];
  private isStale = true;
  private isCounting = false;

  constructor(
    private readonly database: Database,
    private readonly tail: ChangeTail,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.tail.subscribe((changes) => {
      this.waiting.push(...changes);
      this.foldWaiting();
      // Counting again fails while the database is away; the next change tries once more.
      if (this.isStale) this.recount().catch(() => undefined);
    });
    await this.recount();
  }

  /** Users of one kind, or null while they have not been counted yet. */
  count(filter: { recordType?: string | undefined; accountType?: string | undefined }): number | null {
    if (this.rows === null) return null;
    return this.all()
      .filter((row) => filter.recordType === undefined || row.recordType === filter.recordType)
      .filter((row) => filter.accountType === undefined || row.accountType === filter.accountType)
      .reduce((sum, row) => sum + row.count, 0);
  }

  all(): Row[] {
    return [...(this.rows?.values() ?? [])].filter((row) => row.count > 0).map((row) => ({ ...row }));
  }

  private async recount(): Promise<void> {
    if (this.isCounting) return;
    this.isCounting = true;
    try {
      while (this.isStale) {
        const found = await this.database.query<Row & { seq: number }>(SNAPSHOT);
        this.counted = found[0]?.seq ?? 0;
        this.rows = new Map(found.map(({ seq: _seq, ...row }) => [keyOf(row), row]));
        this.isStale = false;
        this.foldWaiting();
      }
    } finally {
      this.isCounting = false;
    }
  }

  /** A change that was erased before this node read it cannot be folded: only counting tells what it did. */
  private foldWaiting(): void {
    if (this.isStale) return;
    for (const change of this.waiting) {
      if (change.seq <= this.counted) continue;
      if (change.action === 'erased') {
        this.isStale = true;
        return;
      }
      this.fold(change);
      this.counted = change.seq;
    }
    this.waiting = [];
  }

  private fold(change: LoggedChange): void {
    if (change.action === 'created') this.add(change.facets, 1);
    else if (change.action === 'deleted') this.add(change.facets, -1);
    else if (change.action === 'updated') {
      this.add(facetsBefore(change), -1);
      this.add(change.facets, 1);
    }
  }

  private add(facets: Facets, count: number): void {
    const key = keyOf(facets);
    const row = this.rows?.get(key);
    if (row === undefined) this.rows?.set(key, { ...facets, count });
    else row.count += count;
  }
}
