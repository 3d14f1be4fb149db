/* Asks the service: its answer, or Away where there was none, or SignedOut. */
const PATIENCE = 15000;
let csrf = document.querySelector('[data-room]').dataset.csrf;

export class Away extends Error {}
export class SignedOut extends Error {}

/* A session that was begun anew in another tab has another token. */
export function goOnWith(token) {
  csrf = token;
}

export const read = (address) => request(address, {});
export const send = (address, body) => request(address, { method: 'POST', body: new URLSearchParams({ ...body, csrf_token: csrf }) });

async function request(address, how) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  const headers = { Accept: 'application/json', 'X-CSRF-Token': csrf };
  try {
    return await heard(await fetch(address, { ...how, headers, redirect: 'manual', signal: abort.signal }));
  } catch (error) {
    throw error instanceof SignedOut ? error : new Away();
  } finally {
    clearTimeout(timer);
  }
}

async function heard(answer) {
  if (answer.type === 'opaqueredirect' || answer.status === 401) {
    throw new SignedOut();
  }
  if (answer.status >= 500 || answer.status === 429) {
    throw new Away();
  }
  const isJson = (answer.headers.get('Content-Type') || '').startsWith('application/json');
  if (answer.status === 403 && !isJson) {
    throw new SignedOut();
  }
  return { status: answer.status, json: isJson ? await answer.json() : null, text: isJson ? '' : await answer.text() };
}
