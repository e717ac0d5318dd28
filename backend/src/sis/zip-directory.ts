import { type Entry, getFileNameLowLevel, validateFileName } from 'yauzl';
import { FeedRefused } from './feed-refused.js';
import type { ZipLimits } from './zip-limits.js';

const ARCHIVE = /\.(?:zip|zipx|jar|gz|tgz|bz2|xz|zst|tar|7z|rar|cab)$/i;
const CONTROL = /\p{Cc}/u;
// POSIX file types in the upper half of the attributes.
const FILE_TYPE = 0o170000;
const REGULAR_FILE = 0o100000;
const FOLDER = 0o040000;

/** The member's name as the archive spells it, refused when it could lead out of a folder. */
function safeName(entry: Entry): string {
  const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
  if (name === '' || CONTROL.test(name) || validateFileName(name) !== null) {
    throw new FeedRefused('zip.unsafe-path', `The member ${JSON.stringify(name)} has an unsafe path.`);
  }
  return name;
}

function refuseKind(entry: Entry, name: string): void {
  const fileType = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  if (fileType !== 0 && fileType !== REGULAR_FILE && fileType !== FOLDER) {
    throw new FeedRefused('zip.symbolic-link', `${name} is a link or device, not a file.`);
  }
  if (ARCHIVE.test(name)) {
    throw new FeedRefused('zip.nested-archive', `${name} is an archive inside the archive.`);
  }
  if (!/\.xml$/i.test(name)) throw new FeedRefused('zip.not-xml', `${name} is not an XML file.`);
  if (entry.isEncrypted()) throw new FeedRefused('zip.encrypted', `${name} is encrypted.`);
  if (!entry.canDecodeFileData()) {
    throw new FeedRefused('zip.unsupported-compression', `${name} is packed by an unsupported method.`);
  }
}

/**
 * Judges the archive by its directory alone, before anything is unpacked. The sizes may be trusted from here
 * on: a member that unpacks to another size than its entry says is stopped while it is read.
 */
export class ZipDirectory {
  readonly members: { name: string; entry: Entry }[] = [];
  private readonly names = new Set<string>();
  private packed = 0;
  private unpacked = 0;

  constructor(
    private readonly limits: ZipLimits,
    private readonly archiveBytes: number,
  ) {}

  add(entry: Entry): void {
    const name = safeName(entry);
    // Two spellings of one name would be one file on many systems, and one report line for the reader.
    const key = name.normalize('NFKC').toLowerCase();
    if (this.names.has(key)) {
      throw new FeedRefused('zip.repeated-name', `${name} stands in the archive twice.`);
    }
    this.names.add(key);
    if (name.endsWith('/') && entry.uncompressedSize === 0) return;
    refuseKind(entry, name);
    this.members.push({ name, entry });
    this.measure(entry, name);
  }

  private measure(entry: Entry, name: string): void {
    const { members, unpackedBytes } = this.limits;
    if (this.members.length > members) {
      throw new FeedRefused('zip.too-many-members', `The archive holds more than ${members} files.`);
    }
    this.packed += entry.compressedSize;
    this.unpacked += entry.uncompressedSize;
    // Members that share packed bytes (overlapping entries) add up to more than the file itself.
    const overlapping = this.packed > this.archiveBytes;
    if (overlapping || this.isBomb(entry.uncompressedSize, entry.compressedSize)) {
      throw new FeedRefused('zip.bomb', `${name} would unpack to far more than it is packed.`);
    }
    if (this.unpacked > unpackedBytes) {
      throw new FeedRefused('zip.too-large', `The archive would unpack to more than ${unpackedBytes} bytes.`);
    }
  }

  private isBomb(unpacked: number, packed: number): boolean {
    return unpacked > this.limits.ratioFreeBytes && unpacked > packed * this.limits.ratio;
  }
}
