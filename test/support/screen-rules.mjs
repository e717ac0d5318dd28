const READ =
  'aria-label|aria-description|aria-roledescription|aria-valuetext|title|placeholder|alt|label|text|hint|description|confirm|cancel';
const LETTERS = String.raw`/\p{L}/u`;
const readAttribute = `SvelteAttribute[key.name=/^(${READ})$/]`;
const saidTag = ':not(:matches(SvelteAttribute, SvelteStyleDirective)) > SvelteMustacheTag';

const WORDS = [`Literal[value=${LETTERS}]`, `TemplateLiteral > TemplateElement[value.raw=${LETTERS}]`];
// What an expression can come to without calling anything: itself, or a branch of it.
const BRANCHES = [
  ...WORDS.map((words) => `> ${words}`),
  `> ConditionalExpression > Literal[value=${LETTERS}]:not(:first-child)`,
  `> LogicalExpression > Literal[value=${LETTERS}]`,
];

const TEXTS = [
  `:not(SvelteStyleElement) > SvelteText[value=${LETTERS}]`,
  `${readAttribute} > SvelteLiteral[value=${LETTERS}]`,
  ...BRANCHES.flatMap((branch) => [`${saidTag} ${branch}`, `${readAttribute} > SvelteMustacheTag ${branch}`]),
  ...WORDS.map((words) => `CallExpression:matches([callee.name='toast'], [callee.object.name='toast']) > ${words}`),
];

/** Words a person reads come from the message catalogue. */
export const TEXT_RULES = TEXTS.map((selector) => ({
  selector,
  message: 'What a person reads comes from frontend/messages.',
}));

const PHYSICAL = [
  '[mp][lr]-',
  'scroll-[mp][lr]-',
  '(left|right)-',
  String.raw`(text|float|clear)-(left|right)\b`,
  String.raw`border-[lr]\b`,
  String.raw`rounded-([lr]|[tb][lr])\b`,
].join('|');
const physical = String.raw`/(^|[\s:])-?(${PHYSICAL})/u`;

/** Left and right change sides where one writes from right to left; start and end do not. */
export const SIDE_RULES = [
  `SvelteLiteral[value=${physical}]`,
  `Literal[value=${physical}]`,
  `TemplateElement[value.raw=${physical}]`,
  String.raw`SvelteStyleElement > SvelteText[value=/(^|[\s{;-])(left|right)\s*:/u]`,
].map((selector) => ({ selector, message: 'Say start and end instead of left and right.' }));
