import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { DATABASE_URL } from '../platform/database/database-url.js';
import type { AppendedEntry } from '../platform/database/change-log.js';
import type { CommitBell } from '../platform/database/unit-of-work.js';
import { LOGGER } from '../platform/log/logger.js';

const CHANNEL = 'rollcall';
const RECONNECT_MS = 1000;
/** Rings of so long are one ring to other nodes: at hundreds of saves a second, telling of each costs more than it brings. */
const GATHER_MS = 10;

/**
 * Tells this node and all others that a stream has something new; the bell carries the stream's name only. NOTIFY
 * runs after the commit on a connection of its own, because inside the write it costs most of the throughput
 * (docs/decisions), and rings that come while one is under way are one ring.
 */
@Injectable()
export class Doorbell implements CommitBell, OnModuleInit, OnApplicationShutdown {
  private readonly listeners = new Map<string, (() => void)[]>();
  private readonly writers: ((entries: readonly AppendedEntry[]) => void)[] = [];
  private readonly waiting = new Set<string>();
  private committed: AppendedEntry[] = [];
  private client: Client | null = null;
  private notifying = false;
  private stopped = false;
  private reconnect: NodeJS.Timeout | undefined;
  private gathering: NodeJS.Timeout | undefined;

  constructor(
    @Inject(DATABASE_URL) private readonly databaseUrl: string,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.reconnect);
    clearTimeout(this.gathering);
    await this.client?.end().catch(() => undefined);
  }

  /** Is this node hearing the others? */
  get connected(): boolean {
    return this.client !== null;
  }

  /** Calls back when the stream is rung, here or on another node. */
  on(stream: string, listener: () => void): void {
    this.listeners.set(stream, [...(this.listeners.get(stream) ?? []), listener]);
  }

  /** Calls back with every entry of the change log that this node commits itself. */
  onOwnChanges(listener: (entries: readonly AppendedEntry[]) => void): void {
    this.writers.push(listener);
  }

  ring(stream: string): void {
    this.hear(stream);
    this.tellOthers(stream);
  }

  /** Whoever wrote gets the answer under way first: making frames for many sockets takes longer than that. */
  changed(entries: readonly AppendedEntry[]): void {
    if (this.committed.length === 0) setImmediate(this.tellWriters);
    this.committed.push(...entries);
    this.tellOthers('changes');
  }

  /** What was committed in one turn of the event loop is told at once. */
  private readonly tellWriters = (): void => {
    const entries = this.committed;
    this.committed = [];
    for (const listener of this.writers) listener(entries);
  };

  private tellOthers(stream: string): void {
    this.waiting.add(stream);
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      void this.notify();
    }, GATHER_MS);
  }

  private hear(stream: string): void {
    for (const listener of this.listeners.get(stream) ?? []) listener();
  }

  private async notify(): Promise<void> {
    if (this.notifying) return;
    this.notifying = true;
    try {
      for (const stream of this.waiting) {
        this.waiting.delete(stream);
        await this.client?.query('select pg_notify($1, $2)', [CHANNEL, stream]);
      }
    } catch (error) {
      this.log.warn({ err: error }, 'other nodes could not be told');
    } finally {
      this.notifying = false;
    }
  }

  private async connect(): Promise<void> {
    const client = new Client({ connectionString: this.databaseUrl, application_name: 'rollcall doorbell' });
    let own: number | undefined;
    client.on('notification', ({ payload, processId }) => {
      // What this node rang it has heard already.
      if (payload !== undefined && processId !== own) this.hear(payload);
    });
    client.on('error', () => {
      this.lose(client);
    });
    client.on('end', () => {
      this.lose(client);
    });
    try {
      await client.connect();
      // A notification is a commit of its own; a bell need not survive a crash, so nobody waits for the disk.
      await client.query('set synchronous_commit = off');
      await client.query(`listen ${CHANNEL}`);
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      own = rows[0]?.pid;
      this.client = client;
      for (const stream of this.listeners.keys()) this.hear(stream); // what was rung while nobody listened
    } catch {
      this.lose(client);
    }
  }

  private lose(client: Client): void {
    if (this.client === client) this.client = null;
    clearTimeout(this.reconnect);
    if (this.stopped) return;
    this.reconnect = setTimeout(() => void this.connect(), RECONNECT_MS);
    void client.end().catch(() => undefined);
  }
}
