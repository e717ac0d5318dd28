import { transformSync } from '@swc/core';
import { compileModule } from 'svelte/compiler';

/** Jest transform for `*.svelte.ts`: the types go, then svelte turns the runes into calls of its client runtime. */
export default {
  process(source, filename) {
    const { code } = transformSync(source, {
      filename,
      swcrc: false,
      configFile: false,
      // `count = $state(0)` must stay a class field, or it is no rune any more.
      jsc: { target: 'es2023', parser: { syntax: 'typescript' }, transform: { useDefineForClassFields: true } },
      module: { type: 'es6' },
    });
    const { js } = compileModule(code, { filename, generate: 'client', dev: false });
    return { code: js.code, map: JSON.stringify(js.map) };
  },
};
