import type { Unit } from './unit-of-work.js';

/** A statement that may run as part of another; its parameters are numbered from `at` on. */
export interface Statement {
  text: (at: number) => string;
  parameters: readonly unknown[];
}

/**
 * Several statements as the common table expressions of one, with the first parameter after `taken` numbers that are
 * in use. They see the state before all of them, and run in no order anybody may count on.
 */
export function asParts(statements: readonly Statement[], taken = 0): { parts: string[]; parameters: unknown[] } {
  const parts: string[] = [];
  const parameters: unknown[] = [];
  for (const { text, parameters: own } of statements) {
    parts.push(`part${String(parts.length)} as (${text(taken + parameters.length + 1)})`);
    parameters.push(...own);
  }
  return { parts, parameters };
}

/** Statements that do not depend on each other as one; null for none. */
export function together(statements: readonly Statement[]): { text: string; parameters: readonly unknown[] } | null {
  const [only] = statements;
  if (only === undefined) return null;
  if (statements.length === 1) return { text: only.text(1), parameters: only.parameters };
  const { parts, parameters } = asParts(statements);
  return { text: `with ${parts.join(', ')} select`, parameters };
}

/** Runs statements that do not depend on each other as one. */
export async function runTogether(unit: Pick<Unit, 'sql'>, statements: readonly Statement[]): Promise<void> {
  const one = together(statements);
  if (one !== null) await unit.sql(one.text, one.parameters);
}
