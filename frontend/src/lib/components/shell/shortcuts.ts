const WRITTEN_IN = ['INPUT', 'TEXTAREA', 'SELECT'];

/** Is somebody writing here? Then a key is a letter and no shortcut. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === 'checkbox') return false;
  return target.isContentEditable || WRITTEN_IN.includes(target.tagName);
}
