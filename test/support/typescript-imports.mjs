import { registerHooks } from 'node:module';

/** Node strips types by itself; this adds that `./x.js` in a TypeScript file means `./x.ts`, as it does to tsc. */
registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      const isOurs = specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts');
      if (!isOurs) throw error;
      return next(`${specifier.slice(0, -3)}.ts`, context);
    }
  },
});
