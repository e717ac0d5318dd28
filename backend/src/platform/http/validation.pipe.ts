import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { FieldError } from '../../contract/problems.js';
import { ProblemError } from './problem.js';

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}

// Messages of ours are catalogue keys (`text.too-long`); the library's own sentences become a detail.
const KEY = /^[a-z]+(?:[.-][a-z-]+)+$/;

/** Says where and why as the contract does: a dotted path, a catalogue key, and the library's words if it has any. */
export function toFieldError(issue: Issue): FieldError {
  const path = (issue.path ?? [])
    .map((segment) => String(typeof segment === 'object' ? segment.key : segment))
    .join('.');
  return KEY.test(issue.message)
    ? { path, code: issue.message }
    : { path, code: 'field.invalid', detail: issue.message };
}

/** Parses every parameter that declares a `schema`; a refusal names all fields at once. */
export function createValidationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) =>
      new ProblemError('request.invalid', { errors: issues.slice(0, 100).map(toFieldError) }),
  });
}
