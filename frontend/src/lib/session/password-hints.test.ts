import { describe, expect, it } from '@jest/globals';
import { passwordHints } from './password-hints.ts';

const TERMS = { own: ['lovelace', 'ada.b'], institution: ['Weston College'] };

describe('passwordHints', () => {
  it('F19 counts signs as people do, and says when there are enough', () => {
    expect(passwordHints('🔑'.repeat(14), TERMS)).toMatchObject({ length: 14, isLong: false });
    expect(passwordHints('🔑'.repeat(15), TERMS)).toMatchObject({ length: 15, isLong: true });
  });

  it.each(['the LOVE lace of mine', 'xada.bx', 'in westoncollege', 'ＬＯＶＥＬＡＣＥ'])(
    'F19 finds what stands in %j whatever its case, width and spaces',
    (password) => {
      expect(passwordHints(password, TERMS).isApart).toBe(false);
    },
  );

  it('F19 says nothing of what is not typed or not known', () => {
    expect(passwordHints('', TERMS).isApart).toBeNull();
    expect(passwordHints('lovelace', null).isApart).toBeNull();
    expect(passwordHints('nobody paints the wall', TERMS).isApart).toBe(true);
  });
});
