import {
  getLocaleForUrl,
  getTextDirection,
  locales,
  overwriteGetLocale,
  setLocale,
  type Locale,
} from '../paraglide/runtime.js';

/**
 * The language of this page for as long as it stands. It is read once: a choice made in another tab, or one whose
 * reload was refused because of unsaved edits, must not mix two languages on one page.
 */
export const language = getLocaleForUrl('/');
overwriteGetLocale(() => language);

/** Every language in its own name, for people who do not read the one that is shown. */
export const LANGUAGES = locales.map((code) => ({
  code,
  name: new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code,
}));

/** Remembers the choice and reads the page again in it; who has unsaved edits is asked first. */
export function chooseLanguage(code: Locale): void {
  void setLocale(code);
}

/** Tells the browser and assistive technology what is read, and from which side. */
export function declareLanguage(root: HTMLElement): void {
  root.lang = language;
  root.dir = getTextDirection(language);
}

/** For what stands outside the page's flow, such as menus, and does not take the direction from it. */
export function pageDirection(): 'ltr' | 'rtl' {
  return document.dir === 'rtl' ? 'rtl' : 'ltr';
}
