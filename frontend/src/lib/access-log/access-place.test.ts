import { describe, expect, it } from '@jest/globals';
import { accessPlace, accessRequest } from './access-place.ts';

const ID = '01890000-0000-7000-8000-000000000001';

describe('the place in the access log', () => {
  it('is what the address says', () => {
    const query = `kind=locked&user=${ID}&key=${ID}&ip=%20192.0.2.7%20&from=2026-03-01&to=2026-03-02`;
    expect(accessPlace(new URLSearchParams(query))).toEqual({
      ...{ kind: 'locked', user: ID, key: ID, ip: '192.0.2.7', from: '2026-03-01', to: '2026-03-02' },
    });
  });

  it('leaves out what makes no sense', () => {
    const query = 'kind=everything&user=me&key=1&ip=&from=yesterday&to=2026-3-2';
    expect(accessPlace(new URLSearchParams(query))).toEqual({});
  });

  it('asks for whole days of the reader, also where one is shorter', () => {
    const { from, to } = accessRequest({ from: '2026-03-29', to: '2026-03-29' });
    expect([from, to]).toEqual([new Date(2026, 2, 29).toISOString(), new Date(2026, 2, 30).toISOString()]);
  });

  it('asks for no day there is not', () => {
    expect(accessRequest({ from: '2026-99-99' }).from).toBeUndefined();
  });
});
