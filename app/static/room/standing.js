/* How the screen stands: what is unsaved, whether the connection is there, and waiting until it is back. */
import { SignedOut } from './asking.js';

const LONGEST_WAIT = 10000;
export const room = document.querySelector('[data-room]');
const bar = document.getElementById('standing');
const state = { away: false, signedOut: false, since: null, wait: 1000, retry: null };
const parts = [];
let follow;

export const now = () => new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
export const isSignedOut = () => state.signedOut;
export const unsaved = () => sum('unsaved');

/* A part says how many things it has `unsaved` and how many `clashes`, marks them when the connection is `lost`, and sends them `again`. */
export function joins({ unsaved = () => 0, clashes = () => 0, lost = () => {}, again = () => {} }) {
  parts.push({ unsaved, clashes, lost, again });
}

const sum = (what) => parts.reduce((total, part) => total + part[what](), 0);

/* Said once when it changes. */
export function say() {
  let words = `Everything is saved (${now()}).`;
  if (state.signedOut) {
    words = 'You have been signed out. Sign in again in another tab: what you typed stays here and is then saved.';
  } else if (state.away) {
    words = `No connection since ${state.since}. Go on typing: it stays on this page and is saved when the connection is back.`;
  } else if (sum('clashes')) {
    words = `Somebody else wrote in the same place (${sum('clashes')}). Both texts are kept: choose below.`;
  } else if (unsaved()) {
    words = 'Saving…';
  }
  const kind = words.replace(/\d\d:\d\d/, '');
  if (bar.dataset.kind !== kind) {
    bar.dataset.kind = kind;
    bar.textContent = words;
  }
  room.classList.toggle('app-room--away', state.away || state.signedOut);
}

export function note(place, words, isWrong = false) {
  place.textContent = words;
  place.classList.toggle('app-room__note--wrong', isWrong);
}

export function lost(error) {
  state.signedOut = error instanceof SignedOut;
  if (!state.away) {
    state.since = now();
  }
  state.away = true;
  parts.forEach((part) => part.lost());
  followIn(state.wait);
  state.wait = Math.min(state.wait * 2, LONGEST_WAIT);
  say();
}

export function back() {
  const wasAway = state.away;
  Object.assign(state, { away: false, signedOut: false, wait: 1000 });
  if (wasAway) {
    parts.forEach((part) => part.again());
  }
}

/* `followIn` calls what `followedBy` named, the last asked for alone. */
export function followedBy(what) {
  follow = what;
}

export function followIn(wait) {
  clearTimeout(state.retry);
  state.retry = setTimeout(follow, wait);
}
