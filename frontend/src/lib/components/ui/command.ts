import type { Component } from 'svelte';

/** Something a command palette offers: a page to go to, a user to open, an act. */
export interface Command {
  key: string;
  label: string;
  /** What tells two of one name apart. */
  hint?: string;
  icon?: Component<{ size?: number; class?: string; 'aria-hidden'?: 'true' }>;
  onselect: () => void;
}

export interface CommandGroup {
  heading: string;
  commands: readonly Command[];
}
