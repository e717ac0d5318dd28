import type { OnApplicationBootstrap } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { Units } from '../contract/grants.js';
import type { Dashboard } from '../contract/dashboard.js';
import { Database } from '../platform/database/database.js';
import type { Facets } from '../platform/database/change-log.js';
import type { LoggedChange, TailChange } from '../realtime/change-row.js';
import { unitBefore } from '../realtime/audience.js';
import { ChangeTail } from '../realtime/change-tail.js';

type Row = Dashboard['users'][number];
type Unit = Facets['unit'];

const SNAPSHOT = `
select record_type as "recordType", account_type as "accountType", status, campus_code as unit, count(*)::int as count,
  (select seq::int from change_counter where stream = 'users') as seq
from users group by record_type, account_type, status, campus_code`;

function keyOf({ recordType, accountType, status }: Omit<Facets, 'unit'>): string {
  return `${recordType}|${accountType}|${status}`;
}

/** Numbers of users by kind. */
type Tally = Map<string, Row>;

function addTo(tally: Tally, { recordType, accountType, status }: Omit<Facets, 'unit'>, count: number): void {
  const key = keyOf({ recordType, accountType, status });
  const row = tally.get(key);
  if (row === undefined) tally.set(key, { recordType, accountType, status, count });
  else row.count += count;
}

/** How many users there are of each kind: in all, and in each unit. */
class Counts {
  readonly whole: Tally = new Map();
  readonly units = new Map<Unit, Tally>();

  add(facets: Facets, count: number): void {
    addTo(this.whole, facets, count);
    const tally = this.units.get(facets.unit) ?? new Map<string, Row>();
    this.units.set(facets.unit, tally);
    addTo(tally, facets, count);
  }

  /** Of these units together; of all for null. */
  of(units: Units): Tally {
    if (units === null) return this.whole;
    const sum: Tally = new Map();
    for (const unit of units) for (const row of this.units.get(unit)?.values() ?? []) addTo(sum, row, row.count);
    return sum;
  }
}

/** What the record counted as before a change: its facets after it, with the changed ones put back. */
function facetsBefore(change: LoggedChange): Facets {
  const before = Object.fromEntries(
    change.fields.filter(({ field }) => field in change.facets).map(({ field, before: value }) => [field, value]),
  );
  return { ...change.facets, ...before, unit: unitBefore(change) };
}

/**
 * How many users there are of each kind, counted once at the start and folded from the change log since. Every
 * node folds the same log in the same order, so all nodes say the same without a common counter to contend for.
 */
@Injectable()
export class UserCounters implements OnApplicationBootstrap {
  private counts: Counts | null = null;
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

  /** Users of one kind in these units, or null while they have not been counted yet. */
  count(filter: { recordType?: string | undefined; accountType?: string | undefined }, units: Units): number | null {
    if (this.counts === null) return null;
    return this.all(units)
      .filter((row) => filter.recordType === undefined || row.recordType === filter.recordType)
      .filter((row) => filter.accountType === undefined || row.accountType === filter.accountType)
      .reduce((sum, row) => sum + row.count, 0);
  }

  all(units: Units): Row[] {
    return [...(this.counts?.of(units).values() ?? [])].filter((row) => row.count > 0).map((row) => ({ ...row }));
  }

  /** The units there are users of, in order. */
  units(): string[] {
    const units = [...(this.counts?.units ?? [])].filter(([, tally]) =>
      [...tally.values()].some(({ count }) => count > 0),
    );
    return units.flatMap(([unit]) => unit ?? []).sort();
  }

  private async recount(): Promise<void> {
    if (this.isCounting) return;
    this.isCounting = true;
    try {
      while (this.isStale) {
        const found = await this.database.query<Row & { unit: Unit; seq: number }>(SNAPSHOT);
        this.counted = found[0]?.seq ?? 0;
        this.counts = new Counts();
        for (const { count, ...facets } of found) this.counts.add(facets, count);
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
    if (change.action === 'created') this.counts?.add(change.facets, 1);
    else if (change.action === 'deleted') this.counts?.add(change.facets, -1);
    else if (change.action === 'updated') {
      this.counts?.add(facetsBefore(change), -1);
      this.counts?.add(change.facets, 1);
    }
  }
}
