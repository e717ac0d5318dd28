const PLACES: Record<string, string> = {
  '/(app)/dashboard': 'dashboard',
  '/(app)/users': 'users',
  '/(app)/users/new': 'new-user',
  '/(app)/settings/[section]': 'settings',
  '/(app)/jobs': 'jobs',
  '/(app)/jobs/[id]': 'job',
};

/** Where a tab is, as presence tells it: the page, and the record when the page is one. */
export function placeOf(
  routeId: string | null,
  params: Partial<Record<string, string>>,
): { place: string; recordId: string | null } {
  if (routeId?.startsWith('/(app)/users/[id]')) return { place: 'record', recordId: params.id ?? null };
  return { place: PLACES[routeId ?? ''] ?? 'other', recordId: null };
}
