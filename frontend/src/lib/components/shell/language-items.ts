import { Languages } from '@lucide/svelte';
import { chooseLanguage, language, LANGUAGES } from '#lib/i18n/language.ts';
import type { MenuItem } from '../ui/menu-item.ts';

/** The languages of the portal as entries of a menu. */
export const LANGUAGE_ITEMS: readonly MenuItem[] = LANGUAGES.map(({ code, name }) => ({
  label: name,
  lang: code,
  icon: Languages,
  checked: code === language,
  onselect: () => {
    chooseLanguage(code);
  },
}));
