/** Dialogs that are open and hold text nobody has applied yet: they are asked before the page around them is. */
const typed = new Set<object>();

export function holdsText(dialog: object, holds: boolean): void {
  if (holds) typed.add(dialog);
  else typed.delete(dialog);
}

export function someHoldText(): boolean {
  return typed.size > 0;
}
