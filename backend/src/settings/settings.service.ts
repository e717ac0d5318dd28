import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { AllSettings, SettingName, SettingState, SettingValue } from '../contract/settings.js';
import { SETTING_NAMES, SETTINGS } from '../contract/settings.js';
import { LOGGER } from '../platform/log/logger.js';
import { Doorbell } from '../realtime/doorbell.js';
import { Publisher } from '../realtime/publisher.js';
import type { StoredSetting } from './setting-store.js';
import { SettingStore } from './setting-store.js';
import { parseSetting } from './setting-rules.js';

/** The stream that is rung when a setting was written. */
export const SETTINGS_STREAM = 'settings';
/** A lost bell costs a second, never a change. */
const LOOK_MS = 1000;

/** The settings these rows stand for. A setting without a row, or whose row is unreadable, has its initial value. */
export function settingsOf(rows: readonly StoredSetting[], unreadable: (name: string) => void): AllSettings {
  const stored = new Map(rows.map((row) => [row.name, row]));
  const states = SETTING_NAMES.map((name): [SettingName, SettingState] => {
    const row = stored.get(name);
    const initial = { value: SETTINGS[name].initial, version: 0, updatedAt: null, updatedBy: null };
    if (row === undefined) return [name, initial];
    const { version, updatedAt, updatedBy } = row;
    const parsed = parseSetting(name, row.value);
    if ('errors' in parsed) unreadable(name);
    const value = 'errors' in parsed ? initial.value : (parsed.value as SettingValue<SettingName>);
    return [name, { value, version, updatedAt, updatedBy }];
  });
  return Object.fromEntries(states) as unknown as AllSettings;
}

/** The settings in force on this node. Reading one costs nothing; a change is known within a bell's time. */
@Injectable()
export class SettingsService implements OnModuleInit, OnApplicationShutdown {
  private settings = settingsOf([], () => undefined);
  private reading: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: SettingStore,
    private readonly doorbell: Doorbell,
    private readonly publisher: Publisher,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.refresh();
    this.doorbell.on(SETTINGS_STREAM, () => void this.look());
    this.timer = setInterval(() => void this.look(), LOOK_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** The value in force. */
  get<N extends SettingName>(name: N): SettingValue<N> {
    // The union of all states loses which state belongs to which name.
    const { value }: { value: unknown } = this.settings[name];
    return value as SettingValue<N>;
  }

  /** Every setting in force on this node. */
  current(): AllSettings {
    return this.settings;
  }

  /** Every setting as the database has it now, also what another node wrote a moment ago. */
  async fresh(): Promise<AllSettings> {
    await this.refresh();
    return this.settings;
  }

  /** Reads after every read that is under way: one that began before a commit must not be the last word. */
  private refresh(): Promise<void> {
    const turn = this.reading.then(() => this.readOnce());
    this.reading = turn.catch(() => undefined);
    return turn;
  }

  private async look(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      this.log.warn({ err: error }, 'the settings could not be read');
    }
  }

  private async readOnce(): Promise<void> {
    const rows = await this.store.read();
    const stored = new Map(rows.map((row) => [row.name, row]));
    const names = SETTING_NAMES.filter((name) => {
      const { version, updatedBy } = stored.get(name) ?? { version: 0, updatedBy: null };
      // Who set it changes without a version when they are deleted.
      return version !== this.settings[name].version || updatedBy !== this.settings[name].updatedBy;
    });
    if (names.length === 0) return;
    this.settings = settingsOf(rows, (name) => {
      const isNews = names.some((changed) => changed === name);
      if (isNews) this.log.error({ setting: name }, 'a setting cannot be read; its initial value is used');
    });
    this.publisher.sendToAll('settings', [{ names }]);
  }
}
