import { describe, expect, it } from '@jest/globals';
import { compilePattern, estimateSize, matches } from './patterns.js';

function fastest(work: () => void, rounds = 5): number {
  const times = Array.from({ length: rounds }, () => {
    const begin = performance.now();
    work();
    return performance.now() - begin;
  });
  return Math.min(...times);
}

describe('matches', () => {
  it.each([
    ['\\d{5}', '12345', true],
    ['\\d{5}', '123456', false],
    ['\\d{5}', 'x12345', false],
    ['^\\d{5}$', '12345', true],
    ['\\d{5}', '12345\n', false],
    ['a|ab', 'ab', true],
    ['[A-Z]{2}\\d+', 'ab1', false],
    ['(?i)[A-Z]{2}\\d+', 'ab1', true],
    ['\\p{L}+', 'Øyvind', true],
    ['.', '😀', true],
    ['', '', true],
    ['', 'x', false],
  ])('%s of %j as a whole: %s', (pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });

  it('takes everything where there is no pattern', () => {
    expect(matches(null, 'anything at all')).toBe(true);
  });

  it('takes no value longer than any field', () => {
    expect(matches('a*', 'a'.repeat(1001))).toBe(false);
  });
});

describe('F63 patterns made to hang', () => {
  it.each(['(a+)+$', '(a|aa)+$', '(x+x+)+y', '(.*)*=(.*)*', '([a-zA-Z]+)*\\d', '(a?){30}a{30}'])(
    'F63 %s is decided within 50 ms',
    (pattern) => {
      const value = `${'a'.repeat(254)}!`;
      expect(matches(pattern, value)).toBe(false);
      expect(fastest(() => matches(pattern, value))).toBeLessThan(50);
    },
  );

  it('F63 the largest pattern that is taken is decided within 50 ms', () => {
    const pattern = '(.{0,150}){4}x';
    expect(compilePattern(pattern).ok).toBe(true);
    expect(fastest(() => matches(pattern, `${'a'.repeat(254)}!`))).toBeLessThan(50);
  });

  it('F63 a megabyte is refused before it is compiled', () => {
    expect(fastest(() => compilePattern('a'.repeat(1_000_000)))).toBeLessThan(50);
    expect(compilePattern('a'.repeat(1_000_000))).toMatchObject({ ok: false, code: 'text.too-long' });
  });

  it.each([
    ['a thousand letters, a thousand times', `(?:${'a'.repeat(980)}){1000}`],
    ['twice a thousand letters', '(.{0,999})(.{0,999})'],
    ['thirty by thirty by thirty', '((a{30}){30}){30}'],
    ['ninety classes, ninety times', '([[:alpha:]]{90}){90}'],
  ])('F63 %s would become too large and is refused at once', (_, pattern) => {
    expect(fastest(() => compilePattern(pattern), 1)).toBeLessThan(50);
    expect(compilePattern(pattern)).toMatchObject({ ok: false });
  });
});

describe('compilePattern', () => {
  it.each([
    ['[a-z', 'missing closing ]: `[a-z`'],
    ['(?=a)b', 'invalid or unsupported Perl syntax: `(?=`'],
    ['(a)\\1', 'invalid escape sequence: `\\1`'],
    ['a++', 'invalid nested repetition operator: `++`'],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
    ['*', 'missing argument to repetition operator: `*`'],
  ])('says why %s cannot be used', (pattern, reason) => {
    expect(compilePattern(pattern)).toEqual({ ok: false, code: 'pattern.invalid', reason });
  });

  it.each([
    '(?:[a-z0-9._%+-]{1,64}@)(?:[A-Za-z0-9-]{1,63}\\.){1,8}[a-z]{2,63}',
    '[\\p{L}\\p{M}\\p{N} .,-]{1,255}',
    '\\+?[0-9 ()/-]{5,30}',
    '[]{2}a]{3}',
    '[^]x]{3}\\{2}',
  ])('takes %s', (pattern) => {
    expect(compilePattern(pattern).ok).toBe(true);
  });
});

describe('estimateSize', () => {
  it.each([
    ['abc', 3],
    ['a{10}', 10],
    ['(ab){10}', 40],
    ['((a{10}){10}){10}', 1220],
    ['[a-z]{0,20}', 20],
    ['[]{9}]{5}', 5],
    ['\\{9}', 3],
    ['(((', 0],
  ])('%s is about %d', (pattern, size) => {
    expect(estimateSize(pattern)).toBe(size);
  });
});
