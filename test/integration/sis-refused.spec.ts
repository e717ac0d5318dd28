import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ROLE } from '../../backend/src/contract/permissions.js';
import type { Problem } from '../../backend/src/contract/problems.js';
import { aSourceUser, FeedFolder, xmlOf } from '../fixtures/feed.js';
import { countsOf, synchronise, upload } from '../fixtures/feed-run.js';
import { rawZip } from '../fixtures/raw-zip.js';
import type { ApiClient } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import { startTestPortal, type TestPortal } from '../support/portal.js';

let portal: TestPortal;
let api: ApiClient;
let folder: FeedFolder;

beforeAll(async () => {
  portal = await startTestPortal();
  api = await portal.signedIn();
  folder = await FeedFolder.create();
}, 60_000);
afterAll(async () => {
  await portal.stop();
  await folder.remove();
});

const users = async (): Promise<unknown[]> => portal.query('select * from users order by id');
let before: unknown[];
beforeEach(async () => {
  before = await users();
});

async function expectNothingLeft(): Promise<void> {
  await eventually(async () => {
    expect(await readdir(join(portal.dataDir, 'uploads')).catch(() => [])).toEqual([]);
  });
  await expect(users()).resolves.toEqual(before);
}

describe('a file that is refused when it is uploaded', () => {
  it.each([
    ['F78 that is no ZIP', Buffer.from('<users/>'), 'zip.not-a-zip'],
    ['F78 that is no ZIP and larger than a JSON body may be', randomBytes(3_000_000), 'zip.not-a-zip'],
    ['F78 that is empty', rawZip([]), 'zip.empty'],
    ['F78 with a path that climbs', rawZip([{ name: '../../users.xml', content: '<users/>' }]), 'zip.unsafe-path'],
    ['F78 with an archive inside', rawZip([{ name: 'users.zip', content: 'PK' }]), 'zip.nested-archive'],
    ['F78 with a ZIP bomb', rawZip([{ name: 'users.xml', content: Buffer.alloc(2e7) }]), 'zip.bomb'],
    ['F78 with two members of one name', rawZip([{ name: 'a.xml' }, { name: 'A.XML' }]), 'zip.repeated-name'],
  ])('%s says so in words, and nothing changes', async (_, bytes, code) => {
    const answer = await upload(api, await folder.file(bytes));
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'job.file-refused', errors: [{ path: 'file', code, detail: expect.stringMatching(/\w+ \w+/u) }] },
    });
    await expectNothingLeft();
    await expect(portal.query('select * from job')).resolves.toEqual([]);
  });

  it('is not read of somebody who may not start jobs', async () => {
    const observer = await portal.signedIn([ROLE.researchObserver]);
    before = await users();
    const path = await folder.zip({ 'a.xml': [aSourceUser('x')] });
    await expect(upload(observer, path)).resolves.toMatchObject({ status: 403 });
    await expect(upload(portal.client(), path)).resolves.toMatchObject({ status: 401 });
    await expectNothingLeft();
  });

  it('is not taken as another kind of body, or without a name', async () => {
    const name = '/api/jobs/synchronise?fileName=a.zip';
    await expect(api.post<Problem>(name, { a: 1 })).resolves.toMatchObject({ status: 415 });
    const zip = { 'content-type': 'application/zip' };
    await expect(api.post<Problem>('/api/jobs/synchronise', 'x', zip)).resolves.toMatchObject({ status: 400 });
    await expectNothingLeft();
  });

  it('that breaks off leaves nothing', async () => {
    const started = new Promise<void>((resolve, reject) => {
      const url = new URL('/api/jobs/synchronise?fileName=a.zip', portal.url);
      const headers = {
        cookie: api.cookie,
        origin: portal.url,
        'content-type': 'application/zip',
        'content-length': 1e9,
      };
      const sent = request(url, { method: 'POST', headers });
      sent.on('error', () => {
        resolve();
      });
      sent.write(Buffer.alloc(100_000));
      eventually(async () => {
        expect(await readdir(join(portal.dataDir, 'uploads'))).toHaveLength(1);
      }).then(() => sent.destroy(new Error('gone')), reject);
    });
    await started;
    await expectNothingLeft();
  });
});

describe('a file that is refused when it is read', () => {
  const good = xmlOf([aSourceUser('good-1'), aSourceUser('good-2')]);

  it.each([
    ['F76 DOCTYPE', '<!DOCTYPE users SYSTEM "http://169.254.169.254/"><users/>', 'xml.doctype'],
    ['F76 an entity', '<users><user><first_name>&file;</first_name></user></users>', 'xml.entity'],
    ['F77 a billion laughs', '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><users>&b;</users>', 'xml.doctype'],
    ['F77 nesting without end', `<users>${'<user>'.repeat(10_000)}`, 'xml.too-deep'],
    ['a file that is cut off', good.slice(0, -20), 'xml.not-well-formed'],
    ['F82 UTF-16', Buffer.from(`\uFEFF${good}`, 'utf16le').toString('latin1'), 'xml.not-utf8'],
    ['another root', '<people/>', 'xml.wrong-root'],
  ])('%s behind good users fails the job in words, and nothing changes', async (name, bad, code) => {
    const content = name.includes('UTF-16') ? Buffer.from(bad, 'latin1') : Buffer.from(bad);
    const path = await folder.file(
      rawZip([
        { name: 'a.xml', content: good },
        { name: 'b.xml', content },
      ]),
    );
    const job = await synchronise(api, path);
    expect(job).toMatchObject({
      state: 'failed',
      total: null,
      failure: { code, detail: expect.stringMatching(/^b\.xml, line \d+: \w+/u) },
    });
    expect(countsOf(job)).toEqual([0, 0, 0, 0, 0]);
    await expectNothingLeft();
  });

  it('F78 a wrong checksum at the very end fails the job, and nothing changes', async () => {
    const path = await folder.file(
      rawZip([
        { name: 'a.xml', content: good },
        { name: 'b.xml', content: good, crc: 1 },
      ]),
    );
    await expect(synchronise(api, path)).resolves.toMatchObject({ state: 'failed', failure: { code: 'zip.damaged' } });
    await expectNothingLeft();
  });

  it('does not keep a good file from being read afterwards', async () => {
    const job = await synchronise(api, await folder.zip({ 'a.xml': good }));
    expect(countsOf(job)).toEqual([2, 0, 0, 2, 0]);
    await expect(readFile(join(portal.dataDir, 'uploads', 'x'))).rejects.toThrow('ENOENT');
  });
});
