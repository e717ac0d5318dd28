import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

const FRONTEND = new URL('../frontend/', import.meta.url);

const settingsSchema = z.object({
  baseLocale: z.string(),
  locales: z.array(z.string()).min(2),
  'plugin.inlang.messageFormat': z.object({ pathPattern: z.array(z.string()) }),
});

const text = z.string().regex(/\S/u, 'no message is empty');
const variantsSchema = z.strictObject({
  declarations: z.array(z.string()),
  selectors: z.array(z.string()),
  match: z.record(z.string(), text),
});
const messageSchema = z.union([text, z.tuple([variantsSchema])]);
type Message = z.infer<typeof messageSchema>;
interface Branch {
  [key: string]: Message | Branch;
}
const branchSchema: z.ZodType<Branch> = z.record(z.string(), z.union([messageSchema, z.lazy(() => branchSchema)]));

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, FRONTEND), 'utf8'));
}

const settings = settingsSchema.parse(read('project.inlang/settings.json'));
const patterns = settings['plugin.inlang.messageFormat'].pathPattern;
const translations = settings.locales.filter((locale) => locale !== settings.baseLocale);

/** A file's messages by their whole keys, in their order. */
function flatten(branch: Branch, above = ''): [string, Message][] {
  return Object.entries(branch).flatMap(([key, value]): [string, Message][] =>
    typeof value === 'string' || Array.isArray(value) ? [[`${above}${key}`, value]] : flatten(value, `${above}${key}.`),
  );
}

function messagesOf(pattern: string, locale: string): [string, Message][] {
  const { $schema: _, ...messages } = branchSchema.parse(read(pattern.replace('{locale}', locale)));
  return flatten(messages);
}

function variantsOf(message: Message): string[] {
  return typeof message === 'string' ? [message] : message.flatMap(({ match }) => Object.values(match));
}

function placeholdersOf(message: Message): string[] {
  const found = variantsOf(message).flatMap((variant) =>
    [...variant.matchAll(/\{(\w+)\}/gu)].map(([, name = '']) => name),
  );
  return [...new Set(found)].sort();
}

/** What code gives the message: the inputs it declares, or its placeholders where it declares none. */
function inputsOf(message: Message): string[] {
  if (typeof message === 'string') return placeholdersOf(message);
  return message.flatMap(({ declarations }) => declarations).sort();
}

describe('the message catalogue', () => {
  it.each(settings.locales)('has no files in %s but those of the settings', (locale) => {
    const files = readdirSync(new URL(`messages/${locale}`, FRONTEND)).map((name) => `./messages/{locale}/${name}`);
    expect(files.sort()).toEqual([...patterns].sort());
  });

  it.each(settings.locales)('says nothing twice in %s', (locale) => {
    const keys = patterns.flatMap((pattern) => messagesOf(pattern, locale)).map(([key]) => key);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  it.each(settings.locales)('has a form for every number in %s', (locale) => {
    const wanted = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.map((form) => `plural=${form}`);
    const messages = patterns.flatMap((pattern) => messagesOf(pattern, locale));
    const lacking = messages.filter(
      ([, message]) =>
        typeof message !== 'string' && wanted.some((form) => !message.every(({ match }) => form in match)),
    );
    expect(lacking.map(([key]) => key)).toEqual([]);
  });

  describe.each(translations)('in %s', (locale) => {
    it.each(patterns)('has every message of %s, in the same order and with the same placeholders', (pattern) => {
      const shape = ([key, message]: [string, Message]): unknown => [key, inputsOf(message), placeholdersOf(message)];
      expect(messagesOf(pattern, locale).map(shape)).toEqual(messagesOf(pattern, settings.baseLocale).map(shape));
    });
  });
});
