import { mergeSetting, sameJson, type PartConflict } from '#contract/merge-setting.ts';
import type { FieldError, Problem } from '#contract/problems.ts';
import type { SaveSetting, SettingName, SettingState, SettingValue } from '#contract/settings.ts';
import { isProblem } from '../api/problem.ts';

export interface DraftPorts<N extends SettingName> {
  /** The setting as the tab knows it now; what it reads is reactive. */
  current: () => SettingState<N>;
  save: (body: SaveSetting) => Promise<SettingState<N>>;
  /** Takes the answer to a save in. */
  put: (state: SettingState<N>) => void;
  refresh: () => Promise<void>;
}

/** What a person made of a setting, and of which value. */
interface Mine {
  value: unknown;
  base: unknown;
}

/**
 * One setting being edited. Changes of others flow in: what they changed and I did not is joined with mine at once; a
 * part we both changed stays as I typed it, and `conflicts` shows theirs beside it until I choose.
 */
export class SettingDraft<N extends SettingName> {
  readonly name: N;
  #mine = $state.raw<Mine | null>(null);
  #saving = $state(false);
  #errors = $state.raw<readonly FieldError[]>([]);
  #problem = $state.raw<Problem | 'no-answer' | null>(null);
  readonly #ports: DraftPorts<N>;
  readonly #server = $derived.by(() => this.#ports.current());
  readonly #joined = $derived.by(() => {
    const mine = this.#mine;
    if (mine === null) return { value: this.#server.value, conflicts: [] as PartConflict[] };
    const merged = mergeSetting(mine.base, mine.value, this.#server.value);
    return merged.ok ? { value: merged.value, conflicts: [] } : { value: mine.value, conflicts: merged.conflicts };
  });

  constructor(name: N, ports: DraftPorts<N>) {
    this.name = name;
    this.#ports = ports;
  }

  get server(): SettingState<N> {
    return this.#server;
  }

  /** What the form shows: mine, joined with what others changed. Text of a number field may not be a number yet. */
  get value(): SettingValue<N> {
    return this.#joined.value as SettingValue<N>;
  }

  get conflicts(): readonly PartConflict[] {
    return this.#joined.conflicts;
  }

  get dirty(): boolean {
    return this.conflicts.length > 0 || !sameJson(this.value, this.#server.value);
  }

  get saving(): boolean {
    return this.#saving;
  }

  get errors(): readonly FieldError[] {
    return this.#errors;
  }

  /** Why the last save failed as a whole. */
  get problem(): Problem | 'no-answer' | null {
    return this.#problem;
  }

  /** @param seen what the setting was when the person began, if that was not just now */
  change(value: unknown, seen: unknown = this.#server.value): void {
    // While there is a conflict, it must still show once more is typed.
    const base = this.conflicts.length > 0 && this.#mine !== null ? this.#mine.base : seen;
    this.#mine = { value, base };
    this.#errors = [];
    this.#problem = null;
  }

  discard(): void {
    this.#mine = null;
    this.#errors = [];
    this.#problem = null;
  }

  /** Settles every conflict in one way; what others changed elsewhere is kept in both. */
  settle(whose: 'mine' | 'theirs'): void {
    if (this.#mine === null) return;
    const merged = mergeSetting(this.#mine.base, this.#mine.value, this.#server.value, whose);
    if (merged.ok) this.#mine = { value: merged.value, base: this.#server.value };
  }

  /** True when it was stored; otherwise `errors`, `problem` or `conflicts` say why not. */
  async save(): Promise<boolean> {
    if (this.#saving || this.conflicts.length > 0) return false;
    const { value } = this;
    this.#saving = true;
    this.#errors = [];
    this.#problem = null;
    try {
      const state = await this.#ports.save({ baseVersion: this.#server.version, value });
      this.#ports.put(state);
      if (sameJson(this.#mine?.value, value)) this.#mine = null;
      return true;
    } catch (error) {
      await this.#refused(error);
      return false;
    } finally {
      this.#saving = false;
    }
  }

  async #refused(error: unknown): Promise<void> {
    if (!isProblem(error)) {
      this.#problem = 'no-answer';
      return;
    }
    // The fresh state makes the conflict show; joined with it there may be none any more, and saving again works.
    if (error.status === 409) await this.#ports.refresh().catch(() => undefined);
    this.#errors = error.fields;
    if (this.#errors.length === 0 && this.conflicts.length === 0) this.#problem = error.problem;
  }
}
