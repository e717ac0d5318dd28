import { Readable } from 'node:stream';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { identifierKey } from '../users/keys.js';
import { feedXml } from '../sis/feed-writer.js';
import { readFeedUser } from '../sis/read-user.js';
import { readXmlFeed } from '../sis/xml-feed.js';
import { type SampleFeed, sampleFeeds } from './sample-users.js';

let feeds: SampleFeed[];
beforeAll(async () => {
  feeds = await sampleFeeds();
}, 30_000);

const all = (): SampleFeed['users'] => feeds.flatMap(({ users }) => users);
const share = (of: (user: SampleFeed['users'][number]) => boolean): number => all().filter(of).length / all().length;

describe('the sample institution', () => {
  it('has 2,000 users of every record type and account type', () => {
    expect(all()).toHaveLength(2000);
    expect(feeds).toHaveLength(15);
    expect(feeds.every(({ users }) => users.length > 0)).toBe(true);
  });

  it('is the same every time', async () => {
    await expect(sampleFeeds()).resolves.toEqual(feeds);
  });

  it('can be read as a feed, with nothing rejected and nothing lost', async () => {
    for (const { recordType, users } of feeds) {
      const read: unknown[] = [];
      for await (const element of readXmlFeed('a.xml', Readable.from([Buffer.from([...feedXml(users)].join(''))]))) {
        read.push(readFeedUser(element, recordType));
      }
      expect(read).toEqual(users.map((user) => ({ user: expect.objectContaining(user) })));
    }
  });

  it('has every identifier once', () => {
    const keys = all().flatMap(({ primaryId, identifiers }) => [
      primaryId,
      ...identifiers.map(({ type, value }) => `${type} ${identifierKey(value)}`),
    ]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each([
    ['Latin with accents', /[À-ž]/u],
    ['Greek', /\p{Script=Greek}/u],
    ['Cyrillic', /\p{Script=Cyrillic}/u],
    ['Hebrew', /\p{Script=Hebrew}/u],
    ['Arabic', /\p{Script=Arabic}/u],
    ['Han', /\p{Script=Han}/u],
    ['Hangul', /\p{Script=Hangul}/u],
    ['Thai', /\p{Script=Thai}/u],
  ])('has names in %s', (_, script) => {
    expect(all().some(({ fields }) => script.test(fields.lastName ?? ''))).toBe(true);
  });

  it('is mixed as a university is', () => {
    expect(share(({ fields }) => fields.prefFirstName !== null)).toBeGreaterThan(0.05);
    expect(share(({ notes }) => notes.length > 0)).toBeGreaterThan(0.08);
    expect(share(({ identifiers }) => identifiers.length > 1)).toBeGreaterThan(0.3);
    expect(share(({ fields }) => (fields.expiryDate ?? '9') < '2026-11-02')).toBeGreaterThan(0.05);
    expect(share(({ fields }) => fields.status === 'INACTIVE')).toBeGreaterThan(0.03);
    expect(share(({ isResearcher }) => isResearcher === true)).toBeGreaterThan(0.08);
    expect(share(({ emails }) => emails.some(({ address }) => address.startsWith('s1')))).toBeLessThan(0.3);
  });
});
