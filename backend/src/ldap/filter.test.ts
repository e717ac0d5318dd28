import { describe, expect, it } from '@jest/globals';
import { fillFilter } from './filter.js';

const fill = (username: string): string => fillFilter('(uid={{username}})', { username });

describe('fillFilter', () => {
  it.each([
    ['*)(uid=*))(|(uid=*', '(uid=\\2a\\29\\28uid=\\2a\\29\\29\\28|\\28uid=\\2a)'],
    ['a\0b', '(uid=a\\00b)'],
    ['\\2a', '(uid=\\5c2a)'],
    ['bob, the (builder)*', '(uid=bob, the \\28builder\\29\\2a)'],
    ["$'", "(uid=\\24')"],
    ['$`', '(uid=\\24`)'],
    ['{{username}}', '(uid=\\7b\\7busername\\7d\\7d)'],
    ['José', '(uid=José)'],
  ])('F88 %j is a value and nothing else', (username, filter) => {
    expect(fill(username)).toBe(filter);
  });

  it('F88 fills every placeholder, and each with its own value', () => {
    expect(fillFilter('(&(member={{dn}})(|(a={{username}})(b={{username}})))', { dn: 'x', username: '{{dn}}' })).toBe(
      '(&(member=x)(|(a=\\7b\\7bdn\\7d\\7d)(b=\\7b\\7bdn\\7d\\7d)))',
    );
  });
});
