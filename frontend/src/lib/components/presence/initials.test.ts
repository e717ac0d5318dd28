import { describe, expect, it } from '@jest/globals';
import { initials } from './initials.ts';

describe('initials', () => {
  it('takes given name before family name, whichever stands first', () => {
    expect(initials('Lovelace, Ada')).toBe('AL');
    expect(initials('Ada King Lovelace')).toBe('AL');
    expect(initials('Doe, John Fitzgerald')).toBe('JD');
  });

  it('works for single names, other scripts and combining marks', () => {
    expect(initials('otto')).toBe('O');
    expect(initials('İpek')).toBe('İ');
    expect(initials('王, 小明')).toBe('小王');
    expect(initials('e\u0301mile')).toBe('E\u0301');
  });

  it('has an answer for names without letters', () => {
    expect(initials('')).toBe('?');
    expect(initials('—')).toBe('?');
  });
});
