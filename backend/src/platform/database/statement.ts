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

/** Runs statements that do not depend on each other as one: a save is a conversation, and every turn costs. */
export async function runTogether(unit: Pick<Unit, 'sql'>, statements: readonly Statement[]): Promise<void> {
  const [only] = statements;
  if (only === undefined) return;
  if (statements.length === 1) {
    await unit.sql(only.text(1), only.parameters);
    return;
  }
  const { parts, parameters } = asParts(statements);
  await unit.sql(`with ${parts.join(', ')} select`, parameters);
}
