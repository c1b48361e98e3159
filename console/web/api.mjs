/** Thrown when the session is over. */
export class SignedOut extends Error {}

/** Thrown for what the site has answered, in words for people. */
export class Refused extends Error {
  answered = true;
}

export const root = '/tower/api';

async function call(path, options) {
  const response = await fetch(`${root}${path}`, { credentials: 'same-origin', ...options });
  if (response.status === 401 && path !== '/session') throw new SignedOut('signed out');
  const body = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) {
    throw new Refused([body?.error, body?.remedy].filter(Boolean).join('. ') || `status ${response.status}`);
  }
  return body;
}

export const get = (path) => call(path, {});

export const post = (path, body = {}) =>
  call(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Crossdock': 'tower' },
    body: JSON.stringify(body),
  });
