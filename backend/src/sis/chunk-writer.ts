import { Injectable } from '@nestjs/common';
import type { JobRow } from '../jobs/job-row.js';
import { JobsWriter } from '../jobs/jobs-writer.js';
import { LocksService } from '../locks/locks.service.js';
import { Clock } from '../platform/clock/clock.js';
import type { Actor } from '../platform/database/actor.js';
import { databaseFailure, SQLSTATE } from '../platform/database/sqlstate.js';
import type { Unit } from '../platform/database/unit-of-work.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { newId } from '../platform/ids/ids.js';
import { SettingsService } from '../settings/settings.service.js';
import { clashing, countOutcomes, type FeedItem, held, keyOf, type Outcome, planChunk, rejectsOf } from './chunk.js';
import { FeedStore } from './feed-store.js';
import type { PlannedRecord, Profile } from './plan.js';

/** A feed under way: its job, what its profile says, and in whose name it writes. */
export interface RunningFeed {
  job: JobRow;
  profile: Profile;
  actor: Actor;
  /** What is done with users whose records are busy: `defer` them, or `reject` them in the end. */
  busy: 'defer' | 'reject';
  /** Is it coming back to users that were deferred before? */
  returning: boolean;
}

/** A chunk as it is carried out: what is decided, and what has to wait. */
interface Decided {
  outcomes: Outcome[];
  deferred: Outcome[];
}

function planned(outcomes: readonly Outcome[], kind: 'created' | 'updated'): PlannedRecord[] {
  return outcomes.flatMap(({ plan }) => (plan.kind === kind ? [plan.record] : []));
}

function idOf({ plan }: Outcome): string | null {
  if (plan.kind === 'unchanged') return plan.id;
  return plan.kind === 'rejected' ? null : plan.record.id;
}

/** Writes the users of a feed, a chunk at a time: plan, hold what will change, write, let go. */
@Injectable()
export class ChunkWriter {
  constructor(
    private readonly store: FeedStore,
    private readonly jobs: JobsWriter,
    private readonly locks: LocksService,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly settings: SettingsService,
  ) {}

  /**
   * Writes a chunk, or nothing of it. Somebody who adds the same user or identifier at the same moment breaks a
   * unique index; the chunk is then planned again in halves, until what clashes stands alone and is rejected.
   */
  async write(feed: RunningFeed, items: readonly FeedItem[]): Promise<void> {
    const outcomes = await this.plan(feed, items);
    try {
      await this.carryOut(feed, outcomes);
    } catch (error) {
      if (databaseFailure(error)?.code !== SQLSTATE.uniqueViolation) throw error;
      if (items.length === 1) {
        await this.commit(feed, { outcomes: outcomes.map(clashing), deferred: [] }, null);
        return;
      }
      const middle = Math.ceil(items.length / 2);
      await this.write(feed, items.slice(0, middle));
      await this.write(feed, items.slice(middle));
    }
  }

  /** Lets go of what an earlier start of the job still holds: its worker is gone, or will be stopped by the run. */
  async releaseAll({ job, actor }: RunningFeed): Promise<void> {
    const tokens = await this.store.leases(job.id);
    await this.unitOfWork.run(actor, async (unit) => {
      for (const token of tokens) await this.locks.release(unit, token);
    });
  }

  private async plan({ job, profile, actor }: RunningFeed, items: readonly FeedItem[]): Promise<Outcome[]> {
    const keys = items.flatMap((item) => keyOf(item) ?? []);
    const stored = await this.store.read(job.id, keys);
    const exclusive = this.settings.get('unique_across_types');
    const users = items.flatMap(({ read }) => ('user' in read ? [read.user] : []));
    const identifiers = users.flatMap((user) => user.identifiers);
    const owners = exclusive
      ? await this.store.ownersOfKeys([...users.map((user) => user.primaryId), ...identifiers.map((row) => row.value)])
      : await this.store.owners(identifiers);
    return planChunk(items, stored, {
      profile,
      external: profile.accountType === 'EXTERNAL',
      today: this.clock.today(),
      now: this.clock.now().toISOString(),
      writer: actor.name,
      writerId: actor.id,
      owners,
      exclusive,
      nameDisplay: this.settings.get('name_display'),
      newId,
    });
  }

  private async carryOut(feed: RunningFeed, outcomes: Outcome[]): Promise<void> {
    const { job, actor } = feed;
    const changing = planned(outcomes, 'updated').map(({ id }) => id);
    // Records that stay as they are, are not held: nothing of them is written.
    const lease =
      changing.length === 0
        ? null
        : await this.locks.acquire(actor, changing, {
            kind: 'job',
            holderId: actor.id,
            holder: job.startedBy,
            reason: job.fileName,
            jobId: job.id,
          });
    const busy = new Set(lease === null ? changing : lease.busy);
    try {
      await this.commit(feed, await this.settleBusy(feed, outcomes, busy), lease?.token ?? null);
    } catch (error) {
      if (lease !== null) await this.unitOfWork.run(actor, (unit) => this.locks.release(unit, lease.token));
      throw error;
    }
  }

  /** Busy records wait, or are rejected by name when they have been waited for. */
  private async settleBusy(feed: RunningFeed, outcomes: Outcome[], busy: ReadonlySet<string>): Promise<Decided> {
    const isBusy = (outcome: Outcome): boolean => busy.has(idOf(outcome) ?? '');
    if (busy.size === 0) return { outcomes, deferred: [] };
    if (feed.busy === 'defer') return defer({ outcomes, deferred: [] }, isBusy);
    const holders = await this.store.holders([...busy]);
    const settle = (outcome: Outcome): Outcome =>
      isBusy(outcome) ? held(outcome, holders.get(idOf(outcome) ?? '')) : outcome;
    return { outcomes: outcomes.map(settle), deferred: [] };
  }

  /** Everything a chunk does is one transaction, with the counts that say how far the feed is. */
  private async commit(feed: RunningFeed, decided: Decided, token: string | null): Promise<void> {
    const { job } = feed;
    await this.unitOfWork.run({ ...feed.actor, token }, async (unit) => {
      const { outcomes, deferred } = await this.takeRows(unit, decided);
      const [created, updated] = [planned(outcomes, 'created'), planned(outcomes, 'updated')];
      await this.store.write(unit, created, updated);
      log(unit, 'created', created);
      log(unit, 'updated', updated);
      await this.jobs.reject(unit, job.id, rejectsOf(outcomes));
      const done = outcomes.map(({ item }) => item.ordinal);
      if (feed.returning) await this.store.settle(unit, job.id, done);
      await this.store.see(unit, job.id, [...seen(outcomes, false), ...seen(deferred, true)]);
      await this.jobs.count(unit, job, countOutcomes(outcomes));
      if (token !== null) await this.locks.release(unit, token);
    });
  }

  /**
   * Takes the rows first, then looks at lock and version. A record whose lock was broken or that changed since it
   * was planned is come back to, which is rare: it was free a moment ago.
   */
  private async takeRows(unit: Unit, decided: Decided): Promise<Decided> {
    const updated = new Map(planned(decided.outcomes, 'updated').map((record) => [record.id, record]));
    const rows = await this.store.take(unit, [...updated.keys()]);
    const sound = rows.filter(
      (row) => row.lockId === unit.actor.token && row.version + 1 === updated.get(row.id)?.version,
    );
    if (sound.length === updated.size) return decided;
    const ids = new Set(sound.map(({ id }) => id));
    return defer(decided, ({ plan }) => plan.kind === 'updated' && !ids.has(plan.record.id));
  }
}

/** Puts off the users of whom this is true. */
function defer({ outcomes, deferred }: Decided, isPutOff: (outcome: Outcome) => boolean): Decided {
  return {
    outcomes: outcomes.filter((outcome) => !isPutOff(outcome)),
    deferred: [...deferred, ...outcomes.filter(isPutOff)],
  };
}

function seen(outcomes: readonly Outcome[], deferred: boolean): { id: string; ordinal: number; deferred: boolean }[] {
  return outcomes.flatMap((outcome) => {
    const id = idOf(outcome);
    return id === null ? [] : [{ id, ordinal: outcome.item.ordinal, deferred }];
  });
}

function log(unit: Unit, action: 'created' | 'updated', records: readonly PlannedRecord[]): void {
  for (const { id, version, recordName, facets, changes } of records) {
    unit.changed({ recordId: id, version, action, recordName, facets, fields: changes });
  }
}
