/**
 * Which pages may act for a signed-in browser. With `publicUrl` only that origin; without, only the origin the
 * request was sent to. No `Origin` at all is a client that is no browser page, which cookies alone do not endanger.
 */
export class OriginPolicy {
  private readonly origin: string | null;

  constructor(publicUrl: string | undefined) {
    this.origin = publicUrl === undefined ? null : new URL(publicUrl).origin;
  }

  /** @param origin the `Origin` header; @param host the `Host` header */
  allows(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined) return true;
    if (this.origin !== null) return origin === this.origin;
    if (!URL.canParse(origin)) return false;
    return new URL(origin).host === host;
  }
}
