import { researcherSchema } from '#contract/researchers.ts';
import { m } from '#lib/paraglide/messages.js';

/** "3 assets" and "1 grant". */
export function outputTexts({ assets, grants }: { assets: number; grants: number }): {
  assets: string;
  grants: string;
} {
  return {
    assets: m['deletion.researcher.assets']({ count: assets }),
    grants: m['deletion.researcher.grants']({ count: grants }),
  };
}

/** A researcher record as the history shows it; null for anything else. */
export function researcherText(value: unknown): string | null {
  const parsed = researcherSchema.safeParse(value);
  if (!parsed.success) return null;
  const { affiliation } = parsed.data;
  const output = outputTexts(parsed.data);
  return affiliation === null ? m['researcher.words'](output) : m['researcher.words.at']({ affiliation, ...output });
}
