import { getLocale } from '#lib/paraglide/runtime.js';

/** Languages offered while typing; any other code an institution uses may be typed too. */
const OFFERED = [
  'ar',
  'cs',
  'da',
  'de',
  'el',
  'en',
  'es',
  'fi',
  'fr',
  'he',
  'hu',
  'it',
  'ja',
  'ko',
  'nl',
  'no',
  'pl',
  'pt',
  'ru',
  'sv',
  'tr',
  'uk',
  'zh',
] as const;

export function languages(): { code: string; name: string }[] {
  const names = new Intl.DisplayNames(getLocale(), { type: 'language' });
  return OFFERED.map((code) => ({ code, name: names.of(code) ?? code }));
}
