import { describe, expect, it } from '@jest/globals';
import { normalise, refusal, sameValue } from './field-value.ts';

describe('a typed value', () => {
  it('is trimmed, and empty means absent where a field may be absent', () => {
    expect(normalise('firstName', '  Ada ')).toBe('Ada');
    expect(normalise('firstName', '   ')).toBeNull();
    expect(normalise('gender', '')).toBeNull();
    expect(normalise('primaryId', '')).toBe('');
  });

  it('equals another that would be stored the same', () => {
    expect(sameValue('title', '', null)).toBe(true);
    expect(sameValue('title', 'Dr', 'Dr ')).toBe(true);
    expect(sameValue('title', 'Dr', 'dr')).toBe(false);
  });

  it.each([
    ['primaryId', '', 'field.required'],
    ['websiteUrl', 'ftp://x', 'url.invalid'],
    ['birthDate', '1979-13-40', 'date.invalid'],
    ['firstName', 'x'.repeat(256), 'text.too-long'],
    ['firstName', 'a\u0007b', 'text.control-character'],
    ['status', 'GONE', 'value.invalid'],
  ] as const)('%s %j is refused as %s', (field, value, code) => {
    expect(refusal(field, value)).toBe(code);
  });

  it.each([
    ['websiteUrl', 'https://example.org'],
    ['websiteUrl', ''],
    ['birthDate', ''],
    ['gender', null],
  ] as const)('%s %j is taken', (field, value) => {
    expect(refusal(field, value)).toBeNull();
  });
});
