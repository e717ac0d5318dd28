import { describe, expect, it } from '@jest/globals';
import { matching, named } from './matching.ts';

const COUNTRIES = [
  { value: 'NER', label: 'Niger' },
  { value: 'NGA', label: 'Nigeria' },
  { value: 'DZA', label: 'Algeria' },
  { value: 'CIV', label: 'Côte d’Ivoire' },
];

function found(typed: string): string[] {
  return matching(COUNTRIES, typed).map(({ value }) => value);
}

describe('options a text can mean', () => {
  it('are found by their label or code, those that begin with it first', () => {
    expect(found('ger')).toEqual(['NER', 'NGA', 'DZA']);
    expect(found('nig')).toEqual(['NER', 'NGA']);
    expect(found('a')).toEqual(['DZA', 'NGA']);
    expect(found('nga')).toEqual(['NGA']);
    expect(found('  ')).toHaveLength(4);
    expect(found('x')).toEqual([]);
  });

  it('are found without accents and in any case', () => {
    expect(found('cote')).toEqual(['CIV']);
    expect(found('CÔTE')).toEqual(['CIV']);
  });

  it('are named by a whole label or code', () => {
    expect(named(COUNTRIES, 'niger')).toMatchObject({ value: 'NER' });
    expect(named(COUNTRIES, 'dza')).toMatchObject({ value: 'DZA' });
    expect(named(COUNTRIES, 'nige')).toBeUndefined();
  });
});
