import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FeedFolder } from '../../../test/fixtures/feed.js';
import { type RawMember, rawZip } from '../../../test/fixtures/raw-zip.js';
import { FeedRefused } from './feed-refused.js';
import { openZipFeed } from './zip-feed.js';
import { ZIP_LIMITS, type ZipLimits } from './zip-limits.js';

const MiB = 1024 ** 2;
let folder: FeedFolder;

beforeAll(async () => {
  folder = await FeedFolder.create();
});
afterAll(async () => {
  await folder.remove();
});

async function readAll(path: string, limits?: ZipLimits): Promise<Record<string, string>> {
  const zip = await openZipFeed(path, limits);
  try {
    const texts: Record<string, string> = {};
    for (const member of zip.members) {
      const chunks: Buffer[] = [];
      for await (const chunk of member.read()) chunks.push(chunk);
      texts[member.name] = Buffer.concat(chunks).toString();
    }
    return texts;
  } finally {
    zip.close();
  }
}

async function refusal(bytes: Uint8Array, limits?: ZipLimits): Promise<string> {
  const path = await folder.file(bytes);
  const error = await readAll(path, limits).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof FeedRefused) return error.code;
  throw new Error('the archive was not refused', { cause: error });
}

const refusalOf = (...members: RawMember[]): Promise<string> => refusal(rawZip(members));

describe('an uploaded archive', () => {
  it('gives its XML files in their order, and again when read again', async () => {
    const path = await folder.zip({ 'a.xml': '<users/>', 'sub/B.XML': '<userRecords/>' });
    const expected = { 'a.xml': '<users/>', 'sub/B.XML': '<userRecords/>' };
    await expect(readAll(path)).resolves.toEqual(expected);
    await expect(readAll(path)).resolves.toEqual(expected);
  });

  it('may hold folders and stored members', async () => {
    const bytes = rawZip([
      { name: 'feed/', method: 0 },
      { name: 'feed/a.xml', content: '<users/>', method: 0 },
    ]);
    await expect(readAll(await folder.file(bytes))).resolves.toEqual({ 'feed/a.xml': '<users/>' });
  });

  it('can be left in the middle of a member', async () => {
    const path = await folder.zip({ 'a.xml': 'x'.repeat(3 * MiB) });
    const zip = await openZipFeed(path, { ...ZIP_LIMITS, ratio: 10_000 });
    let first = 0;
    for await (const chunk of zip.members[0]?.read() ?? []) {
      first = chunk.length;
      break;
    }
    zip.close();
    expect(first).toBeGreaterThan(0);
  });

  it('F78 that is no ZIP file is refused', async () => {
    await expect(refusal(Buffer.from('<users/>'))).resolves.toBe('zip.not-a-zip');
    await expect(refusal(Buffer.alloc(0))).resolves.toBe('zip.not-a-zip');
  });

  it('F78 that is cut off is refused', async () => {
    const whole = rawZip([{ name: 'a.xml', content: '<users/>' }]);
    await expect(refusal(whole.subarray(0, whole.length - 30))).resolves.toBe('zip.not-a-zip');
  });

  it('F78 without a member is refused', async () => {
    await expect(refusalOf()).resolves.toBe('zip.empty');
    await expect(refusalOf({ name: 'feed/', method: 0 })).resolves.toBe('zip.empty');
  });

  it('F78 with more than 50 files is refused, as is one with 60,000 folders', async () => {
    const files = Array.from({ length: 51 }, (_, at) => ({ name: `${at}.xml`, content: '<users/>' }));
    await expect(refusalOf(...files)).resolves.toBe('zip.too-many-members');
    await expect(refusalOf(...files.slice(1), { name: 'a/', method: 0 })).rejects.toThrow('not refused');
    const folders = Array.from({ length: 60_000 }, (_, at) => ({ name: `${at}/`, method: 0 }));
    await expect(refusalOf(...folders)).resolves.toBe('zip.too-many-members');
  });

  it.each([
    ['../users.xml'],
    ['feed/../../users.xml'],
    ['/etc/users.xml'],
    ['C:/users.xml'],
    ['feed\\users.xml'],
    ['users\u0000.xml'],
    [''],
  ])('F78 with the path %j is refused', async (name) => {
    await expect(refusalOf({ name, content: '<users/>' })).resolves.toBe('zip.unsafe-path');
  });

  it('F78 with another archive in it is refused, by name and by content', async () => {
    await expect(refusalOf({ name: 'inner.zip', content: 'PK' })).resolves.toBe('zip.nested-archive');
    await expect(refusalOf({ name: 'inner.tar.gz', content: 'x' })).resolves.toBe('zip.nested-archive');
  });

  it('F78 with a member that is not XML is refused', async () => {
    await expect(refusalOf({ name: 'users.csv', content: 'a,b' })).resolves.toBe('zip.not-xml');
  });

  it('F78 with a symbolic link is refused', async () => {
    const link = { name: 'users.xml', content: '/etc/passwd', attributes: (0o120777 << 16) >>> 0 };
    await expect(refusalOf(link)).resolves.toBe('zip.symbolic-link');
  });

  it('F78 with two members of one name is refused, whatever their case', async () => {
    const twice = [{ name: 'users.xml' }, { name: 'USERS.xml' }];
    await expect(refusalOf(...twice)).resolves.toBe('zip.repeated-name');
  });

  it('F78 that is encrypted or packed by a rare method is refused', async () => {
    await expect(refusalOf({ name: 'a.xml', content: 'x', flags: 1 })).resolves.toBe('zip.encrypted');
    await expect(refusalOf({ name: 'a.xml', content: 'x', method: 12 })).resolves.toBe('zip.unsupported-compression');
  });

  it('F78 that would unpack to a thousand times its size is refused from its directory', async () => {
    const bomb = { name: 'a.xml', content: Buffer.alloc(11 * MiB, 32) };
    await expect(refusalOf(bomb)).resolves.toBe('zip.bomb');
  });

  it('F78 that says it is small and unpacks to more is stopped while it is read', async () => {
    const bomb = { name: 'a.xml', content: Buffer.alloc(50 * MiB, 32), declaredSize: 1000 };
    const before = process.memoryUsage().rss;
    await expect(refusalOf(bomb)).resolves.toBe('zip.damaged');
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MiB);
  });

  it('F78 whose members share their bytes is refused', async () => {
    const bytes = rawZip([{ name: 'a.xml', content: Buffer.from('ab'.repeat(500)), method: 0 }]);
    const directory = bytes.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    const entry = bytes.subarray(directory, bytes.length - 22);
    const second = Buffer.from(entry);
    second.write('b.xml', second.length - 5, 'latin1');
    const end = Buffer.from(bytes.subarray(bytes.length - 22));
    end.writeUInt16LE(2, 8);
    end.writeUInt16LE(2, 10);
    end.writeUInt32LE(entry.length * 2, 12);
    const overlapping = Buffer.concat([bytes.subarray(0, bytes.length - 22), second, end]);
    await expect(refusal(overlapping)).resolves.toBe('zip.bomb');
  });

  it('larger than allowed is refused, packed and unpacked', async () => {
    const bytes = rawZip([{ name: 'a.xml', content: 'x'.repeat(1000) }]);
    await expect(refusal(bytes, { ...ZIP_LIMITS, archiveBytes: 10 })).resolves.toBe('zip.too-large');
    await expect(refusal(bytes, { ...ZIP_LIMITS, unpackedBytes: 999 })).resolves.toBe('zip.too-large');
  });

  it('with a wrong checksum or broken data is refused', async () => {
    await expect(refusalOf({ name: 'a.xml', content: '<users/>', crc: 1 })).resolves.toBe('zip.damaged');
    const bytes = rawZip([{ name: 'a.xml', content: '<users></users>'.repeat(20) }]);
    bytes.fill(0xff, 40, 50);
    await expect(refusal(bytes)).resolves.toBe('zip.damaged');
  });
});
