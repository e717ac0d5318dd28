import { describe, expect, it } from '@jest/globals';
import { Linter } from 'eslint';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import { SIDE_RULES, TEXT_RULES } from './support/screen-rules.mjs';

const [{ message: TEXT }, { message: SIDE }] = [TEXT_RULES[0], SIDE_RULES[0]] as [
  { message: string },
  { message: string },
];

function complaints(screen: string): string[] {
  const config = [
    ...svelte.configs.base,
    {
      files: ['**/*.svelte'],
      languageOptions: { parserOptions: { parser: ts.parser } },
      rules: { 'no-restricted-syntax': ['error', ...TEXT_RULES, ...SIDE_RULES] },
    },
  ] as Linter.Config[];
  return new Linter().verify(screen, config, 'Some.svelte').map(({ message }) => message);
}

describe('the check of screens', () => {
  it.each([
    '<p>Words</p>',
    '{#if on}words{/if}',
    '<svelte:head><title>Words</title></svelte:head>',
    '<button aria-label="Words"></button>',
    '<Field label={on ? "Words" : ""} />',
    '<p>{on ? m.on() : "Words"}</p>',
    '<p>{name ?? "Nobody"}</p>',
    '<p>{`${name} and others`}</p>',
    '<script lang="ts">toast.error("Words");</script>',
  ])('fails for words outside the catalogue: %s', (screen) => {
    expect(complaints(screen)).toEqual([TEXT]);
  });

  it.each([
    '<p class="ml-2"></p>',
    '<p class="md:-left-1"></p>',
    '<p class={["flex", on && "text-right"]}></p>',
    '<p class={`border-l ${more}`}></p>',
    '<style>p { margin-left: 1rem; }</style>',
  ])('fails for left and right: %s', (screen) => {
    expect(complaints(screen)).toEqual([SIDE]);
  });

  it.each([
    '<p class={on ? "text-lg" : "ms-2 rounded-lg border-line"} id="words">{m.on()}: · 12 %</p>',
    '<Field label={m["field.label"]({ name: "x" })} kind="text" />',
    '<p style:background={`var(--person-${colour})`}>{kind === "job" ? m.a() : m.b()}</p>',
    '<script lang="ts">const side = "left"; toast.error(`${m.a()}: ${m.b()}`);</script>',
    '<style>p { margin-inline-start: 1rem; }</style>',
  ])('passes %s', (screen) => {
    expect(complaints(screen)).toEqual([]);
  });
});
