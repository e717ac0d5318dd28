import type { NameParts } from '../contract/names.js';
import { emailKey, fold, identifierKey, nameQuery, nameSearch, sortName, words } from './keys.js';

function name(given: Partial<NameParts>): NameParts {
  const none = { firstName: null, middleName: null, lastName: null };
  return { ...none, prefFirstName: null, prefMiddleName: null, prefLastName: null, ...given };
}

/** The lexemes of a search vector, with their weight. */
function lexemesOf(vector: string): string[] {
  return vector === '' ? [] : vector.split(' ').map((lexeme) => lexeme.replace(/^'(.*)':1(.)$/u, '$1/$2'));
}

describe('fold', () => {
  it.each([
    ['Ångström', 'angstrom'],
    ['Łukasiewicz', 'lukasiewicz'],
    ['Straße', 'strasse'],
    ['Ærø', 'aero'],
    ['Þórður', 'thordur'],
    ['ＷＩＤＥ', 'wide'],
    ['  two   spaces\u00A0here ', 'two spaces here'],
    ['a\u200Bb\uFEFF', 'ab'],
    ['İstanbul', 'istanbul'],
    ['ISPARTA', 'isparta'],
    ['ısparta', 'isparta'],
    ['Ёлкин', 'елкин'],
    ['ΚΩΝΣ', 'κωνσ'],
    ['Κωνσταντίνος', 'κωνσταντινοσ'],
    ['Mül\u00ADler', 'muller'],
    ['שָׁלוֹם', 'שלום'],
    ['مُحَمَّد', 'محمد'],
    ['हिन्दी', 'हिन्दी'],
    ['王小明', '王小明'],
  ])('S010 F64 %j is seen as %j', (value, folded) => {
    expect(fold(value)).toBe(folded);
  });

  it('S010 F64 is done after once', () => {
    for (const value of ['Ångström', 'ﬁ', 'ǆ', 'Ṩ', '가', 'ｶﾞ', '\uFDFA']) expect(fold(fold(value))).toBe(fold(value));
  });
});

describe('identifierKey', () => {
  it.each(['ABC', 'abc', 'ＡＢＣ', ' abc ', 'a\u200Bbc', 'abc\u2060', 'a\u00ADbc', '\u202Eabc'])(
    'S094 F61 %j is the identifier abc',
    (value) => {
      expect(identifierKey(value)).toBe('abc');
    },
  );

  it('S094 F61 keeps apart what only looks alike', () => {
    expect(new Set(['a', 'á', 'а', 'ı', 'l', '1'].map(identifierKey)).size).toBe(6);
  });

  it('S094 F61 one letter with two forms is one letter, wherever it stands', () => {
    expect(new Set(['ΣΑΣ-1', 'σας-1', 'σασ-1'].map(identifierKey)).size).toBe(1);
  });

  it('S094 F61 the capital I is i, whatever the locale', () => {
    expect(identifierKey('TITLE')).toBe('title');
  });
});

describe('emailKey', () => {
  it('S008 compares without case and keeps the rest', () => {
    expect(emailKey(' Mary.S+tag@Example.ORG ')).toBe('mary.s+tag@example.org');
    expect(emailKey('mary%@example.org')).toBe('mary%@example.org');
  });
});

describe('nameSearch', () => {
  it('S010 main and preferred names are in one vector, each part under its weight', () => {
    const vector = nameSearch(name({ lastName: 'Ng', prefLastName: 'Wu', firstName: 'Li', middleName: 'Bo' }));
    expect(lexemesOf(vector)).toEqual(['ng/A', 'g/A', 'wu/A', 'u/A', 'li/B', 'i/B', 'bo/C', 'o/C']);
  });

  it('S010 letters beyond the basic plane are not cut in half', () => {
    expect(lexemesOf(nameSearch(name({ lastName: '𠮷野' })))).toEqual(['𠮷野/A', '野/A']);
  });

  it('F64 F75 holds letters, marks and digits only, so that nothing in it is syntax', () => {
    const vector = nameSearch(name({ lastName: `O'Neil \\':*&|!() <b>x</b> 'q':1A` }));
    expect(vector).toMatch(/^('[\p{L}\p{M}\p{N}]+':1A ?)+$/u);
  });

  it('F64 stays small however long a name is', () => {
    const long = Array.from({ length: 255 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join('');
    const all = name({ lastName: long, firstName: long, middleName: long, prefLastName: long });
    expect(lexemesOf(nameSearch(all)).length).toBeLessThanOrEqual(1200);
    expect(Math.max(...lexemesOf(nameSearch(all)).map((lexeme) => lexeme.length))).toBeLessThanOrEqual(42);
  });
});

describe('nameQuery', () => {
  it.each([
    ['Ada Love', '', `'ada':* & 'love':*`],
    ['Ångström', 'A', `'angstrom':*A`],
    [`O'Neil`, '', `'o':* & 'neil':*`],
  ])('S010 %j of weight %j', (value, weight, query) => {
    expect(nameQuery(value, weight)).toBe(query);
  });

  it.each(['', ' ', '%', "'", '\\', ':*&|!()', '__'])('F75 %j has no word to look for', (value) => {
    expect(nameQuery(value)).toBeNull();
  });

  it('F75 asks for twenty words at most, of forty letters at most', () => {
    expect(nameQuery('a '.repeat(1000))?.split(' & ')).toHaveLength(20);
    expect(nameQuery('a'.repeat(1000))).toBe(`'${'a'.repeat(40)}':*`);
  });
});

describe('sortName', () => {
  function sorted(...names: Partial<NameParts>[]): Partial<NameParts>[] {
    const key = (given: Partial<NameParts>): string => sortName(name(given));
    return [...names].sort((one, other) => (key(one) < key(other) ? -1 : 1));
  }

  it('S039 sorts by the name that is shown', () => {
    const [main, preferred] = [{ lastName: 'Byron' }, { lastName: 'Zed', prefLastName: 'Ada' }];
    expect(sorted(main, preferred)).toEqual([preferred, main]);
  });

  it('S005 a short name stands before every longer one that begins with it', () => {
    const [short, long] = [
      { lastName: 'Li', firstName: 'Zoe' },
      { lastName: 'Li Wei', firstName: 'Ada' },
    ];
    expect(sorted(long, short)).toEqual([short, long]);
  });

  it('F64 fits an index, and empty names have a key too', () => {
    expect(sortName(name({ lastName: 'x'.repeat(10_000) })).length).toBeLessThanOrEqual(500);
    expect(sortName(name({}))).toBe('\u0001\u0001');
  });
});

describe('words', () => {
  it('S010 are what lies between all that is no letter, mark or digit', () => {
    expect(words('Anne-Marie d’Arc, 3rd')).toEqual(['anne', 'marie', 'd', 'arc', '3rd']);
  });
});
