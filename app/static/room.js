/* The meeting's screen: saves what is typed, shows both texts where two wrote at once, and waits out a lost connection.
   What is typed stays on this page alone until the service has it; nothing is kept in the browser. */
import { Away, goOnWith, read } from './room/asking.js';
import * as attendance from './room/attendance.js';
import * as boxes from './room/boxes.js';
import { bring, fetchForm, open } from './room/entries.js';
import { back, followedBy, followIn, lost, room, say, unsaved } from './room/standing.js';

const ADDS = { KeyR: 'recommendations', KeyP: 'provisional-decisions', KeyA: 'actions' };
const PAUSE = Number(room.dataset.every) * 1000;
let { seen } = room.dataset;
let known = null;

/* What the other secretary does: taken over where nothing of ours is in the way. */
async function follow() {
  try {
    const { status, json } = await read(`${room.dataset.room}/state?seen=${seen}`);
    if (status === 200) {
      goOnWith(json.csrf);
      back();
      await show(json);
    }
    say();
    followIn(PAUSE);
  } catch (error) {
    lost(error);
  }
}

async function show(told) {
  attendance.show(told.attendance);
  boxes.show(told.texts);
  for (const [item, stamp] of Object.entries(told.entries || {})) {
    if (!known || known[item] !== stamp) {
      await bring(item);
    }
  }
  known = told.entries || known;
  seen = told.seen;
}

function step(by) {
  const items = [...room.querySelectorAll('[data-item]')];
  const here = items.findIndex((item) => item.contains(document.activeElement));
  const next = items[Math.max(0, Math.min(items.length - 1, here + by))];
  (next?.querySelector('textarea') || next)?.focus();
  next?.scrollIntoView();
}

document.addEventListener('keydown', (event) => {
  const item = document.activeElement.closest('[data-item]') || room.querySelector('[data-item]');
  const link = event.altKey && event.shiftKey && item?.querySelector(`[data-add="${ADDS[event.code]}"]`);
  if ((event.ctrlKey || event.metaKey) && event.code === 'KeyS') {
    boxes.saveAll();
  } else if (event.altKey && (event.code === 'PageDown' || event.code === 'PageUp')) {
    step(event.code === 'PageDown' ? 1 : -1);
  } else if (link) {
    open(link);
  } else {
    return;
  }
  event.preventDefault();
});
room.addEventListener('click', (event) => {
  const link = event.target.closest('[data-add]');
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    open(link);
  }
});
window.addEventListener('offline', () => lost(new Away()));
window.addEventListener('online', () => followIn(0));
window.addEventListener('beforeunload', (event) => {
  if (unsaved()) {
    event.preventDefault();
  }
});

room.classList.add('app-room--live');
room.querySelectorAll('form[data-saves]').forEach(boxes.prepare);
room.querySelectorAll('form[data-attends]').forEach(attendance.prepare);
if (room.querySelector('[data-add]')) {
  Object.values(ADDS).forEach((kind) => fetchForm(kind).catch(lost));
}
followedBy(follow);
followIn(PAUSE);
