/** Why a whole file is refused: keys of the message catalogue. Nothing of a refused file is applied. */
export const FEED_REFUSALS = [
  'zip.not-a-zip',
  'zip.damaged',
  'zip.empty',
  'zip.too-large',
  'zip.too-many-members',
  'zip.not-xml',
  'zip.nested-archive',
  'zip.unsafe-path',
  'zip.symbolic-link',
  'zip.repeated-name',
  'zip.encrypted',
  'zip.unsupported-compression',
  'zip.bomb',
  'xml.not-utf8',
  'xml.not-well-formed',
  'xml.doctype',
  'xml.entity',
  'xml.wrong-root',
  'xml.unexpected-element',
  'xml.too-deep',
  'xml.too-large',
] as const;
export type FeedRefusal = (typeof FEED_REFUSALS)[number];

/** A file the portal will not read. `detail` says in words where and why, for a person without the source. */
export class FeedRefused extends Error {
  constructor(
    readonly code: FeedRefusal,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${detail}`, options);
    this.name = 'FeedRefused';
  }
}
