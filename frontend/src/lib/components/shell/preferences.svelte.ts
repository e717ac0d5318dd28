export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Storage is refused: the choice holds until the page is left.
  }
}

function knownTheme(value: string | null): Theme {
  return THEMES.find((theme) => theme === value) ?? 'system';
}

/** How this person wants the portal on this machine. `static/theme.js` applies the same keys before the first paint. */
class Preferences {
  #theme = $state<Theme>(knownTheme(read('theme')));
  #contrast = $state(read('contrast') === 'more');
  #shortcuts = $state(read('shortcuts') !== 'off');

  get theme(): Theme {
    return this.#theme;
  }

  set theme(theme: Theme) {
    this.#theme = theme;
    write('theme', theme === 'system' ? null : theme);
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }

  get highContrast(): boolean {
    return this.#contrast;
  }

  set highContrast(on: boolean) {
    this.#contrast = on;
    write('contrast', on ? 'more' : null);
    if (on) document.documentElement.dataset.contrast = 'more';
    else delete document.documentElement.dataset.contrast;
  }

  /** Shortcuts of a single key get in the way of speech input, so they can be switched off (WCAG 2.1.4). */
  get shortcuts(): boolean {
    return this.#shortcuts;
  }

  set shortcuts(on: boolean) {
    this.#shortcuts = on;
    write('shortcuts', on ? null : 'off');
  }
}

export const preferences = new Preferences();
