import { describe, expect, it } from '@jest/globals';
import type { FeedElement } from './feed-element.js';
import { FeedRefused } from './feed-refused.js';
import { countXmlFeed, readXmlFeed } from './xml-feed.js';

const MiB = 1024 ** 2;

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function read(content: string | Buffer, chunk = 65_536): Promise<FeedElement[]> {
  const users: FeedElement[] = [];
  for await (const user of readXmlFeed('users.xml', inChunks(Buffer.from(content), chunk))) users.push(user);
  return users;
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (reason: unknown) => reason,
  );
}

/** Why a file is refused; whether its users are read or only counted must make no difference. */
async function refusal(content: string | Buffer): Promise<FeedRefused> {
  const error = await failureOf(read(content));
  const counting = await failureOf(countXmlFeed('users.xml', inChunks(Buffer.from(content), 65_536)));
  expect(counting).toEqual(error);
  if (error instanceof FeedRefused) return error;
  throw new Error('the file was not refused', { cause: error });
}

const refusalCode = async (content: string | Buffer): Promise<string> => (await refusal(content)).code;
const inUser = (inside: string): string => `<users>\n<user>${inside}</user>\n</users>`;

describe('an XML feed', () => {
  it.each(['users', 'userRecords'])('S059 with the root <%s> gives its users, each with its line', async (root) => {
    const users = await read(`<${root}>\n<user><a x="1">b</a></user>\n<user/>\n</${root}>`);
    const counted = countXmlFeed('users.xml', inChunks(Buffer.from(`<${root}><user><a/></user><user/></${root}>`), 3));
    await expect(counted).resolves.toBe(2);
    expect(users).toEqual([
      {
        name: 'user',
        line: 2,
        attributes: {},
        text: '',
        children: [{ name: 'a', line: 2, attributes: { x: '1' }, text: 'b', children: [] }],
      },
      { name: 'user', line: 3, attributes: {}, text: '', children: [] },
    ]);
  });

  it('F82 is read the same in pieces of any size, with byte order mark, CRLF and characters of four bytes', async () => {
    const content =
      '\uFEFF<?xml version="1.0" encoding="utf-8"?>\r\n<users>\r\n<user><n>Ødegård 𝒳 漢字 &amp; ü</n></user></users>';
    for (const size of [1, 2, 3, 5, 7, 1000]) {
      const [user] = await read(content, size);
      expect(user).toMatchObject({ line: 3, children: [{ text: 'Ødegård 𝒳 漢字 & ü' }] });
    }
  });

  it('is read with a namespace, comments, instructions and CDATA', async () => {
    const [user] = await read(
      '<?xml version="1.0"?><!-- x --><?pi x?><x:users xmlns:x="urn:x"><x:user><x:n>a<!-- y --><![CDATA[<b>]]></x:n></x:user></x:users>',
    );
    expect(user?.children).toMatchObject([{ name: 'n', text: 'a<b>' }]);
  });

  it('F76 DOCTYPE is refused', async () => {
    const external = '<!DOCTYPE users [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<users><user>&x;</user></users>';
    await expect(refusalCode(external)).resolves.toBe('xml.doctype');
    await expect(refusalCode('<!DOCTYPE users SYSTEM "http://169.254.169.254/x.dtd"><users/>')).resolves.toBe(
      'xml.doctype',
    );
  });

  it('F76 an entity that XML itself does not have is refused with its line', async () => {
    const refused = await refusal(inUser('&x;'));
    expect(refused).toMatchObject({ code: 'xml.entity', detail: expect.stringContaining('line 2') });
  });

  it('F77 a billion laughs are refused', async () => {
    const entities = Array.from({ length: 10 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`);
    const bomb = `<!DOCTYPE lolz [<!ENTITY l0 "lol">${entities.join('')}]><users><user>&l10;</user></users>`;
    await expect(refusalCode(bomb)).resolves.toBe('xml.doctype');
  });

  it('F77 a document type that never ends is refused before it is held', async () => {
    await expect(refusalCode(`<!DOCTYPE users [${'<!ENTITY a "b">'.repeat(100_000)}`)).resolves.toBe('xml.too-large');
  });

  it('F77 a million numeric references are refused in a second and without memory', async () => {
    const content = inUser(`<n>${'&#65;'.repeat(1_000_000)}</n>`);
    const [start, before] = [process.cpuUsage(), process.memoryUsage().rss];
    await expect(refusalCode(content)).resolves.toBe('xml.too-large');
    // Processor time, which says the same on a busy machine; twice, as it is read and counted.
    expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MiB);
  });

  it('F77 elements nested 10,000 deep are refused', async () => {
    await expect(refusalCode(inUser('<a>'.repeat(10_000)))).resolves.toBe('xml.too-deep');
  });

  it.each([
    ['an endless tag name', `<users><user><${'a'.repeat(MiB)}`],
    ['an endless attribute', `<users><user a="${'a'.repeat(MiB)}`],
    ['an endless comment', `<users><!-- ${'a'.repeat(MiB)}`],
    ['an endless text', inUser('a'.repeat(MiB))],
    ['text in many pieces', inUser('aaaaaaaaaaaaaaaaaaaaaaaaaa<!-- -->'.repeat(50_000))],
    ['many attributes', inUser(`<a ${Array.from({ length: 30 }, (_, at) => `a${at}="1"`).join(' ')}/>`)],
    ['many elements', inUser('<a/>'.repeat(6_000))],
  ])('F77 %s is refused', async (_, content) => {
    await expect(refusalCode(content)).resolves.toBe('xml.too-large');
  });

  it('F82 UTF-16 is refused, with and without byte order mark', async () => {
    await expect(refusalCode(Buffer.from('\uFEFF<users/>', 'utf16le'))).resolves.toBe('xml.not-utf8');
    await expect(refusalCode(Buffer.from('<users/>', 'utf16le'))).resolves.toBe('xml.not-utf8');
    await expect(refusalCode('<?xml version="1.0" encoding="ISO-8859-1"?><users/>')).resolves.toBe('xml.not-utf8');
  });

  it('F82 bytes that are not UTF-8 are refused with their line', async () => {
    const latin1 = Buffer.from(`<users>\n<user>\n<n>Müller</n></user></users>`, 'latin1');
    await expect(refusal(latin1)).resolves.toMatchObject({
      code: 'xml.not-utf8',
      detail: expect.stringContaining('line 3'),
    });
    const unfinished = Buffer.concat([Buffer.from('<users/>'), Buffer.from([0xe2, 0x82])]);
    await expect(refusalCode(unfinished)).resolves.toBe('xml.not-utf8');
  });

  it.each([
    ['nothing', '', 'xml.not-well-formed'],
    ['a file that is cut off', '<users><user>', 'xml.not-well-formed'],
    ['tags that do not match', '<users><user></users>', 'xml.not-well-formed'],
    ['another root', '<people/>', 'xml.wrong-root'],
    ['something beside users', '<users><person/></users>', 'xml.unexpected-element'],
    ['text beside users', '<users>hello</users>', 'xml.unexpected-element'],
    ['an archive', 'PK\u0003\u0004', 'zip.nested-archive'],
  ])('refuses %s', async (_, content, code) => {
    await expect(refusalCode(content)).resolves.toBe(code);
  });

  it('says where a file is broken', async () => {
    await expect(refusal('<users>\n<user>\n</wrong>')).resolves.toMatchObject({
      detail: expect.stringMatching(/^users\.xml, line 3: /u),
    });
  });

  it('reads no further than its users are taken', async () => {
    let chunks = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      yield Buffer.from('<users>');
      for (;;) {
        chunks += 1;
        yield await Promise.resolve(Buffer.from('<user/>'.repeat(10)));
      }
    }
    let taken = 0;
    for await (const user of readXmlFeed('users.xml', endless())) {
      expect(user.name).toBe('user');
      taken += 1;
      if (taken === 25) break;
    }
    expect(chunks).toBe(3);
  });
});
