import { describe, expect, it } from '@jest/globals';
import { Linter } from 'eslint';
import ts from 'typescript-eslint';
import { NEEDS_RULE } from './support/needs-rule.mjs';

function complaints(handler: string, classDecorator = ''): string[] {
  const config = [
    {
      files: ['**/*.ts'],
      languageOptions: { parser: ts.parser },
      rules: { 'no-restricted-syntax': ['error', NEEDS_RULE] },
    },
  ] as Linter.Config[];
  const messages = new Linter().verify(`${classDecorator} class Some { ${handler} }`, config, 'some.controller.ts');
  return messages.map(({ message }) => message);
}

describe('the check of handlers', () => {
  it.each(['@Get() read() {}', "@Delete(':id') @HttpCode(204) remove() {}", "@SubscribeMessage('x') hear() {}"])(
    'F28 fails for %s, which says nobody may use it',
    (handler) => {
      expect(complaints(handler)).toEqual([NEEDS_RULE.message]);
    },
  );

  it.each(["@Get() @Needs('users.read') read() {}", 'other() {}', '@Needs(x) @Post() make() {}'])(
    'F28 passes %s',
    (handler) => {
      expect(complaints(handler)).toEqual([]);
    },
  );

  it('F28 passes what the class says for all its handlers, and not what another decorator says', () => {
    expect(complaints('@Get() read() {}', "@Needs('users.read')")).toEqual([]);
    expect(complaints('@Get() read() {}', "@Controller('api')")).toEqual([NEEDS_RULE.message]);
  });
});
