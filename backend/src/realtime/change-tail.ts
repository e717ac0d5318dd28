import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { FRAME_LIMIT, RESUME_LIMIT } from '../contract/realtime.js';
import { Database } from '../platform/database/database.js';
import { LOGGER } from '../platform/log/logger.js';
import type { AppendedEntry } from '../platform/database/change-log.js';
import { Lookout } from '../platform/lookout/lookout.js';
import type { TailChange, TailRow } from './change-row.js';
import { CHANGE_COLUMNS, ofAppended, toTailChange } from './change-row.js';
import { Doorbell } from './doorbell.js';
import { OwnEntries } from './own-entries.js';

/** A run of changes without a gap: everything with `from` < seq <= `to`. */
export interface Run {
  from: number;
  to: number;
  changes: TailChange[];
}
type Subscriber = (changes: readonly TailChange[], run: Run) => void;

const READ = `select ${CHANGE_COLUMNS} from change_log where seq > $1 order by seq limit $2`;
const NEWEST = `select seq::int as seq from change_counter where stream = 'users'`;
/** How long a bulk change may pile up before it is read again, so that a feed does not become a flood of frames. */
const BULK_PAUSE_MS = 200;
/** The database is looked at this often even when no bell rang: a lost bell costs a second, never a change. */
const LOOK_MS = 1000;

/** Follows the change log, in order and without gaps, and keeps the newest changes at hand for those who return. */
@Injectable()
export class ChangeTail implements OnModuleInit, OnApplicationShutdown {
  private position = 0;
  private ring: TailChange[] = [];
  private readonly own = new OwnEntries();
  private readonly subscribers: Subscriber[] = [];
  private readonly lookout = new Lookout({
    everyMs: LOOK_MS,
    look: () => this.read(),
    failed: (error) => {
      // The next look heals it: the position has not moved.
      this.log.warn({ err: error }, 'the change log could not be read');
    },
  });
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly doorbell: Doorbell,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    const [row] = await this.database.query<{ seq: number }>(NEWEST);
    this.position = row?.seq ?? 0;
    this.doorbell.on('changes', () => {
      this.lookout.ask();
    });
    this.doorbell.onOwnChanges((entries) => {
      this.take(entries);
    });
    this.lookout.start();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    this.lookout.stop();
  }

  /** The newest seq this node has handed to its subscribers. */
  get newest(): number {
    return this.position;
  }

  /** Calls back for every further run of changes, in order. */
  subscribe(subscriber: Subscriber): void {
    this.subscribers.push(subscriber);
  }

  /** The changes after `since` up to this node's position, or null when they must be read anew (too many, too old). */
  async since(since: number): Promise<Run | null> {
    if (since > this.position || this.position - since > RESUME_LIMIT) return null;
    const oldest = this.ring[0]?.seq ?? this.position + 1;
    if (since + 1 >= oldest) return this.fromRing(since);
    const rows = await this.database.query<TailRow>(READ, [since, RESUME_LIMIT]);
    const to = this.position;
    const changes = rows.map(toTailChange).filter(({ seq }) => seq <= to);
    return changes.length === to - since ? { from: since, to, changes } : null;
  }

  private fromRing(since: number): Run {
    return { from: since, to: this.position, changes: this.ring.filter(({ seq }) => seq > since) };
  }

  /** What this node wrote need not be read, unless something of others comes before it, or it is a bulk change. */
  private take(entries: readonly AppendedEntry[]): void {
    if (this.stopped) return;
    if (entries.length > FRAME_LIMIT) {
      this.lookout.ask();
      return;
    }
    this.own.add(entries);
    // Who looks already hands these on afterwards.
    if (!this.lookout.isLooking) this.handOwn();
  }

  private handOwn(): void {
    const run = this.own.takeAfter(this.position);
    // A deletion empties what was written of the person before it, which is told by the table alone.
    const isErasing = run.length > 1 && run.some(({ action }) => action === 'deleted');
    if (!isErasing) this.handWritten(run);
    // From the place that was just reached.
    if (isErasing || this.own.areWaiting) this.lookout.ask();
  }

  private handWritten(run: readonly AppendedEntry[]): void {
    try {
      this.hand(run.map(ofAppended));
    } catch (error) {
      // It is written; whoever wrote it is not to blame for whoever hears of it.
      this.log.warn({ err: error }, 'a change could not be handed on');
    }
  }

  private async read(): Promise<void> {
    const rows = await this.database.query<TailRow>(READ, [this.position, RESUME_LIMIT]);
    this.hand(rows.map(toTailChange));
    this.handOwn();
    if (rows.length > FRAME_LIMIT) {
      this.lookout.ask();
      await new Promise((resolve) => setTimeout(resolve, BULK_PAUSE_MS));
    }
  }

  /** Hands on the changes that follow this node's position. */
  private hand(changes: TailChange[]): void {
    const last = changes.at(-1);
    if (last === undefined) return;
    const run: Run = { from: this.position, to: last.seq, changes };
    this.position = run.to;
    // What was read before a deletion still has the person in it, what is read after it has not: the table tells the rest.
    const kept = changes.some(({ action }) => action === 'deleted') ? [] : this.ring;
    this.ring = [...kept, ...changes].slice(-RESUME_LIMIT);
    for (const subscriber of this.subscribers) subscriber(changes, run);
  }
}
