import { describe, expect, it } from '@jest/globals';
import { returnPath } from './return-path.ts';

describe('returnPath', () => {
  it('goes back to the page that asked for sign-in', () => {
    expect(returnPath('/users?tab=users&q=M%C3%BCller')).toBe('/users?tab=users&q=M%C3%BCller');
  });

  it('never leaves the portal and never returns to the sign-in page', () => {
    for (const next of [null, '', 'https://example.org', '//example.org', '/\\example.org', '/login?next=/users']) {
      expect(returnPath(next)).toBe('/');
    }
  });
});
