import type { Component } from 'svelte';

/** One entry of a menu: a link or an act. */
export interface MenuItem {
  label: string;
  /** The language of the label, when it is not the page's. */
  lang?: string;
  /** Tells items apart that may have the same label. */
  key?: string;
  icon?: Component<{ size?: number; class?: string; 'aria-hidden'?: 'true' }>;
  href?: string;
  onselect?: () => void;
  /** A choice that can be on: shown with a check mark. */
  checked?: boolean;
  danger?: boolean;
  disabled?: boolean;
  /** Draws a line above this item. */
  apart?: boolean;
}
