import { OriginPolicy } from './origin.js';

describe('with a public address', () => {
  const policy = new OriginPolicy('https://people.example.org');

  it.each([
    ['https://people.example.org', true],
    ['http://people.example.org', false],
    ['https://people.example.org:8443', false],
    ['https://people.example.org.evil.example', false],
    ['https://evil.example', false],
    ['null', false],
    ['', false],
  ])('F26 F47 a page of %s may act: %s, whatever host was asked', (origin, allowed) => {
    expect(policy.allows(origin, 'people.example.org')).toBe(allowed);
    expect(policy.allows(origin, 'evil.example')).toBe(allowed);
  });
});

describe('without a public address', () => {
  const policy = new OriginPolicy(undefined);

  it.each([
    ['http://127.0.0.1:3000', '127.0.0.1:3000', true],
    ['http://127.0.0.1:3001', '127.0.0.1:3000', false],
    ['http://localhost:3000', '127.0.0.1:3000', false],
    ['http://evil.example', '127.0.0.1:3000', false],
    ['null', '127.0.0.1:3000', false],
    ['http://127.0.0.1:3000', undefined, false],
  ])('F26 F47 a page of %s that asks %s may act: %s', (origin, host, allowed) => {
    expect(policy.allows(origin, host)).toBe(allowed);
  });
});

it('F47 a client that is no page has no origin, and no cookie of a victim either', () => {
  expect(new OriginPolicy(undefined).allows(undefined, 'x')).toBe(true);
});
