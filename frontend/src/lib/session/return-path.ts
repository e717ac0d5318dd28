/**
 * Where to go after sign-in. Only a path of this portal: what stands in the address bar may come from a stranger's
 * link, and `//host` or `/\host` would leave the portal.
 */
export function returnPath(next: string | null): string {
  if (next === null || !/^\/(?![/\\])/.test(next) || next.startsWith('/login')) return '/';
  return next;
}
