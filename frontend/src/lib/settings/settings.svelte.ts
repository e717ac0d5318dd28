import type { NameParts } from '#contract/names.ts';
import { displayName } from '#contract/names.ts';
import type { AllSettings, SettingName, SettingState, SettingValue } from '#contract/settings.ts';
import { SETTINGS } from '#contract/settings.ts';
import * as api from '../api/settings.ts';

/**
 * The institution's settings as this tab knows them. Read when somebody signs in, and again whenever the portal says
 * that some changed, so a form that reads `value` follows a change at once.
 */
export class Settings {
  #all = $state.raw<AllSettings | null>(null);
  #reading: Promise<void> | null = null;
  #again = false;
  readonly #read: () => Promise<AllSettings>;

  constructor(read: () => Promise<AllSettings>) {
    this.#read = read;
  }

  /** False until they were read once; values are then the ones the product comes with. */
  get loaded(): boolean {
    return this.#all !== null;
  }

  state<N extends SettingName>(name: N): SettingState<N> {
    const known: unknown = this.#all?.[name];
    if (known !== undefined) return known as SettingState<N>;
    return { value: SETTINGS[name].initial as SettingValue<N>, version: 0, updatedAt: null, updatedBy: null };
  }

  value<N extends SettingName>(name: N): SettingValue<N> {
    return this.state(name).value;
  }

  /** A person's name as the institution shows it in lists and headings (S024). */
  nameOf(name: NameParts): string {
    return displayName(name, this.value('name_display'));
  }

  /** Reads the settings once. The pages work without them, so a failure is left to the next reading. */
  async load(): Promise<void> {
    if (this.#all === null) await this.refresh().catch(() => undefined);
  }

  /** Reads the settings again. News that come while a reading is under way are read for after it. */
  async refresh(): Promise<void> {
    this.#again = true;
    this.#reading ??= this.#readUntilCurrent().finally(() => {
      this.#reading = null;
    });
    await this.#reading;
  }

  /** For `live.onSettings`. */
  heard = (): void => {
    this.refresh().catch(() => undefined);
  };

  /** Takes the answer to a save in; a newer state that was read meanwhile stays. */
  put<N extends SettingName>(name: N, state: SettingState<N>): void {
    if (this.#all !== null && state.version > this.#all[name].version) this.#all = { ...this.#all, [name]: state };
  }

  forget(): void {
    this.#all = null;
  }

  async #readUntilCurrent(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      this.#all = await this.#read();
    }
  }
}

export const settings = new Settings(() => api.readSettings());
