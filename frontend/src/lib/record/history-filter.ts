import type { Change, HistoryFilter } from '#contract/changes.ts';
import { changeSourceSchema } from '#contract/codes.ts';

/** Where the History tab stands, as its URL says: the filter, and the entry a link led to. */
export interface HistoryPlace {
  filter: HistoryFilter;
  /** Seq of an entry; null where the URL names none. */
  entry: number | null;
}

export function historyPlace(query: Pick<URLSearchParams, 'get'>): HistoryPlace {
  const source = changeSourceSchema.safeParse(query.get('source'));
  const [actor, field, entry] = [query.get('actor'), query.get('field'), Number(query.get('change'))];
  const filter = {
    ...(source.success ? { source: source.data } : {}),
    ...(actor === null || actor === '' ? {} : { actor }),
    ...(field === null || field === '' ? {} : { field }),
  };
  return { filter, entry: Number.isSafeInteger(entry) && entry > 0 ? entry : null };
}

/** Whether a change that came in live belongs to what is shown. */
export function passes({ source, actor, field }: HistoryFilter, change: Change): boolean {
  if (source !== undefined && change.source !== source) return false;
  if (actor !== undefined && change.actor !== actor) return false;
  return field === undefined || change.fields.some((changed) => changed.field === field);
}
