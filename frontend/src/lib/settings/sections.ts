import type { SettingsSection } from '../links.ts';
import { m } from '../paraglide/messages.js';

/** The parts of the settings, in the order of their menu. */
export const SECTIONS = [
  'parameters',
  'mandatory-fields',
  'code-tables',
  'identifier-generation',
  'name-display',
  'passwords',
] as const satisfies readonly SettingsSection[];

export function sectionLabel(section: SettingsSection): string {
  return m[`settings.section.${section}`]();
}
