import type { RecordType } from '../contract/codes.js';
import type { FeedItem } from './chunk.js';
import type { FeedElement } from './feed-element.js';
import { readFeedUser } from './read-user.js';
import { countXmlFeed, readXmlFeed } from './xml-feed.js';
import { openZipFeed, type ZipFeed } from './zip-feed.js';

/**
 * Reads the whole archive once without looking at the users, so that a fault at its very end is found before
 * anything is changed. Returns how many users there are.
 * @throws FeedRefused
 */
export async function checkFeed(path: string, signal: AbortSignal): Promise<number> {
  const zip = await openZipFeed(path);
  try {
    let users = 0;
    for (const member of zip.members) users += await countXmlFeed(member.name, until(signal, member.read()));
    return users;
  } finally {
    zip.close();
  }
}

async function* until(signal: AbortSignal, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    yield chunk;
  }
}

async function* elements(zip: ZipFeed): AsyncGenerator<{ ordinal: number; file: string; element: FeedElement }> {
  let ordinal = 0;
  for (const member of zip.members) {
    for await (const element of readXmlFeed(member.name, member.read())) {
      yield { ordinal, file: member.name, element };
      ordinal += 1;
    }
  }
}

/**
 * The users of the archive in chunks of at most `size`, in order; only those whose ordinal is wanted.
 * @throws FeedRefused
 */
export async function* readChunks(
  path: string,
  recordType: RecordType,
  { size, wanted }: { size: number; wanted: (ordinal: number) => boolean },
): AsyncGenerator<FeedItem[]> {
  const zip = await openZipFeed(path);
  try {
    let chunk: FeedItem[] = [];
    for await (const { ordinal, file, element } of elements(zip)) {
      if (!wanted(ordinal)) continue;
      chunk.push({ ordinal, file, read: readFeedUser(element, recordType) });
      if (chunk.length < size) continue;
      yield chunk;
      chunk = [];
    }
    if (chunk.length > 0) yield chunk;
  } finally {
    zip.close();
  }
}

/** Reads one chunk ahead, so that reading and the database work at the same time. */
export async function* ahead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next();
  try {
    for (;;) {
      const taken = await next;
      if (taken.done === true) return;
      next = source.next();
      // Whoever takes the chunk may stop before it asks for the next one, whose failure then is nobody's.
      next.catch(() => undefined);
      yield taken.value;
    }
  } finally {
    await source.return(undefined);
  }
}
