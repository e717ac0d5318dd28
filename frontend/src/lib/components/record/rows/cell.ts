/** The look every cell of a list's table shares. */
export const CELL = 'border-t border-line px-3 py-2.5 align-top';
