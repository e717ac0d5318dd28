import { ADMINISTRATORS, PASSWORD } from './fill.js';

/** A signed-in browser: where it is, and the headers it sends. */
export interface Session {
  url: string;
  headers: { cookie: string; origin: string };
}

async function signIn(url: string, username: string): Promise<Session> {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: PASSWORD }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (!response.ok || cookie === undefined) throw new Error(`sign-in was refused: ${await response.text()}`);
  return { url, headers: { cookie, origin: url } };
}

/** One session for each of the bench's administrators. */
export function signInAll(url: string): Promise<Session[]> {
  return Promise.all(ADMINISTRATORS.map((username) => signIn(url, username)));
}

export function signInOne(url: string): Promise<Session> {
  const [username = ''] = ADMINISTRATORS;
  return signIn(url, username);
}
