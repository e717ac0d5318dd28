import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { FeedRefused } from './feed-refused.js';
import { ZipDirectory } from './zip-directory.js';
import { ZIP_LIMITS, type ZipLimits } from './zip-limits.js';

/** One XML file of the archive. `read` may be called again; every call unpacks from the start. */
export interface FeedMember {
  name: string;
  read(): AsyncGenerator<Buffer>;
}

/** An uploaded archive that passed the check of its directory. */
export interface ZipFeed {
  members: FeedMember[];
  close(): void;
}

/** Failures of disk and memory are ours, not the file's: they must not be reported as a bad file. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function damaged(where: string, cause: unknown): unknown {
  if (cause instanceof FeedRefused || isSystemError(cause)) return cause;
  return new FeedRefused('zip.damaged', `${where} is damaged or cut off.`, { cause });
}

async function* unpack(zip: ZipFile, entry: Entry, name: string): AsyncGenerator<Buffer> {
  let sum = 0;
  try {
    const stream: Readable = await zip.openReadStreamPromise(entry);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (error) {
    throw damaged(name, error);
  }
  if (sum !== entry.crc32) throw new FeedRefused('zip.damaged', `${name} is damaged: its checksum is wrong.`);
}

async function readDirectory(zip: ZipFile, limits: ZipLimits, archiveBytes: number): Promise<ZipDirectory> {
  // Folders are entries too, so the count of entries may exceed the count of files, but not by much.
  if (zip.entryCount > limits.members * 2) {
    throw new FeedRefused('zip.too-many-members', `The archive holds more than ${limits.members} files.`);
  }
  const directory = new ZipDirectory(limits, archiveBytes);
  try {
    for await (const entry of zip.eachEntry()) directory.add(entry);
  } catch (error) {
    throw damaged('The directory of the archive', error);
  }
  if (directory.members.length === 0) throw new FeedRefused('zip.empty', 'The archive holds no XML file.');
  return directory;
}

async function openArchive(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, {
      autoClose: false,
      decodeStrings: false, // names are decoded and judged in one place, ZipDirectory
      validateEntrySizes: true,
    });
  } catch (error) {
    if (isSystemError(error)) throw error;
    throw new FeedRefused('zip.not-a-zip', 'The file is not a ZIP archive, or it is cut off.', { cause: error });
  }
}

/** Opens an uploaded archive and judges it by its directory; the caller closes it. */
export async function openZipFeed(path: string, limits: ZipLimits = ZIP_LIMITS): Promise<ZipFeed> {
  const { size } = await stat(path);
  if (size > limits.archiveBytes) {
    throw new FeedRefused('zip.too-large', `The archive is larger than ${limits.archiveBytes} bytes.`);
  }
  const zip = await openArchive(path);
  try {
    const { members } = await readDirectory(zip, limits, size);
    return {
      members: members.map(({ name, entry }) => ({ name, read: () => unpack(zip, entry, name) })),
      close: () => {
        zip.close();
      },
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}
