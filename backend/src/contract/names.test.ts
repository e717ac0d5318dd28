import { describe, expect, it } from '@jest/globals';
import type { NameDisplay } from './names.js';
import { displayName, nameInText } from './names.js';

const MARY = { firstName: 'Mary', middleName: 'Fairfax', lastName: 'Somerville' };
const NOTHING = { prefFirstName: null, prefMiddleName: null, prefLastName: null };
const mary = { ...MARY, ...NOTHING };

describe('S024 a name as the institution shows it', () => {
  it.each<[NameDisplay['order'], boolean, string]>([
    ['last-first', true, 'Somerville, Mary Fairfax'],
    ['last-first', false, 'Somerville, Mary'],
    ['first-last', true, 'Mary Fairfax Somerville'],
    ['first-last', false, 'Mary Somerville'],
  ])('S024 %s, middle name: %s', (order, middleName, expected) => {
    expect(displayName(mary, { order, inText: 'last-first', middleName })).toBe(expected);
    expect(nameInText(mary, { order: 'last-first', inText: order, middleName })).toBe(expected);
  });

  it('S039 preferred parts replace the main ones', () => {
    expect(displayName({ ...mary, prefFirstName: 'Maria' })).toBe('Somerville, Maria Fairfax');
  });

  it('leaves no comma or space for parts that are missing', () => {
    const last = { ...NOTHING, firstName: null, middleName: null, lastName: 'Acme' };
    expect([displayName(last), nameInText(last)]).toEqual(['Acme', 'Acme']);
    const first = { ...last, firstName: 'Prince', lastName: null };
    expect([displayName(first), nameInText(first)]).toEqual(['Prince', 'Prince']);
  });
});
