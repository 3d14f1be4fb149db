/* The meeting's screen: saves what is typed, shows both texts where two wrote at once, and waits out a lost connection.
   What is typed stays on this page alone until the service has it; nothing is kept in the browser. */
const room = document.querySelector('[data-room]');
const standing = document.getElementById('standing');
const PAUSE = 800;
const LONGEST_WAIT = 10000;
const PATIENCE = 15000;
const boxes = new Map();
const people = new Map();
const waitingForms = new Set();
const state = { away: false, signedOut: false, since: null, wait: 1000, retry: null, seen: room.dataset.seen, entries: null };
let csrf = room.dataset.csrf;

class Away extends Error {}
class SignedOut extends Error {}

const now = () => new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
const isUnsaved = (box) => box.area.value !== box.saved;
const isUntold = (person) => person.select.value !== person.saved;

/* One request; an answer of the service, or Away where there was none, or SignedOut. */
async function ask(address, body) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  const how = { headers: { Accept: 'application/json', 'X-CSRF-Token': csrf }, redirect: 'manual', signal: abort.signal };
  let answer;
  try {
    answer = await fetch(address, body ? { ...how, method: 'POST', body: new URLSearchParams(body) } : how);
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
  } catch (error) {
    throw error instanceof SignedOut ? error : new Away();
  } finally {
    clearTimeout(timer);
  }
}

/* How the screen stands, said once when it changes. */
function say() {
  const unsaved = [...boxes.values()].filter(isUnsaved).length + [...people.values()].filter(isUntold).length + waitingForms.size;
  const clashes = [...boxes.values()].filter((box) => box.theirs).length;
  let words = `Everything is saved (${now()}).`;
  if (state.signedOut) {
    words = 'You have been signed out. Sign in again in another tab: what you typed stays here and is then saved.';
  } else if (state.away) {
    words = `No connection since ${state.since}. Go on typing: it stays on this page and is saved when the connection is back.`;
  } else if (clashes) {
    words = `Somebody else wrote in the same place (${clashes}). Both texts are kept: choose below.`;
  } else if (unsaved) {
    words = 'Saving…';
  }
  const kind = words.replace(/\d\d:\d\d/, '');
  if (standing.dataset.kind !== kind) {
    standing.dataset.kind = kind;
    standing.textContent = words;
  }
  room.classList.toggle('app-room--away', state.away || state.signedOut);
}

function note(place, words, isWrong = false) {
  place.textContent = words;
  place.classList.toggle('app-room__note--wrong', isWrong);
}

function lost(error) {
  state.signedOut = error instanceof SignedOut;
  if (!state.away) {
    state.since = now();
  }
  state.away = true;
  for (const box of boxes.values()) {
    if (isUnsaved(box) && !box.theirs) {
      note(box.note, 'Not saved yet. It is kept on this page.', true);
    }
  }
  clearTimeout(state.retry);
  state.retry = setTimeout(follow, state.wait);
  state.wait = Math.min(state.wait * 2, LONGEST_WAIT);
  say();
}

function back() {
  const wasAway = state.away;
  Object.assign(state, { away: false, signedOut: false, wait: 1000 });
  if (wasAway) {
    boxes.forEach(save);
    people.forEach(tell);
    waitingForms.forEach(send);
  }
}

/* Boxes */

async function save(box) {
  clearTimeout(box.timer);
  if (box.busy || box.theirs || state.signedOut || !isUnsaved(box)) {
    return;
  }
  const text = box.area.value;
  box.busy = true;
  say();
  try {
    const answer = await ask(box.form.action, { text, version: box.version, place: box.place, csrf_token: csrf });
    box.busy = false;
    take(box, text, answer);
    back();
  } catch (error) {
    box.sent.add(text);
    box.busy = false;
    lost(error);
    return;
  }
  say();
}

function take(box, text, { status, json }) {
  if (status === 200) {
    box.saved = text;
    box.version = json.version;
    box.sent.clear();
    note(box.note, `Saved ${now()}`);
  } else if (status === 412 && box.sent.has(json.theirs)) {
    // An earlier sending of our own arrived although its answer did not.
    box.saved = json.theirs;
    box.version = json.version;
  } else if (status === 412) {
    clash(box, json);
    return;
  } else {
    note(box.note, (json && json.problem) || 'This could not be saved. Reload the page when you can.', true);
    return;
  }
  if (isUnsaved(box)) {
    soon(box, 0);
  }
}

function soon(box, pause = PAUSE) {
  clearTimeout(box.timer);
  box.timer = setTimeout(() => save(box), pause);
}

function clash(box, told) {
  box.theirs = told;
  const place = document.createElement('div');
  place.className = 'app-room__clash';
  place.setAttribute('role', 'group');
  place.setAttribute('aria-label', 'Two texts');
  const heading = document.createElement('p');
  heading.className = 'govuk-error-message';
  heading.textContent = `${told.who || 'Somebody else'} wrote this in the meantime. Yours stands in the box below it.`;
  const theirs = document.createElement('p');
  theirs.className = 'govuk-body app-room__theirs';
  theirs.textContent = told.theirs;
  const choices = document.createElement('div');
  choices.className = 'govuk-button-group';
  const joined = () => [told.theirs, box.area.value].filter(Boolean).join('\n\n');
  for (const [words, result] of [['Keep both', joined], ['Keep mine', () => box.area.value], ['Keep theirs', () => told.theirs]]) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'govuk-button govuk-button--secondary';
    button.textContent = words;
    button.addEventListener('click', () => settle(box, place, result()));
    choices.append(button);
  }
  place.append(heading, theirs, choices);
  box.area.before(place);
  note(box.note, 'Not saved until you choose.', true);
  say();
}

function settle(box, place, text) {
  box.version = box.theirs.version;
  box.saved = box.theirs.theirs;
  box.theirs = null;
  box.area.value = text;
  place.remove();
  note(box.note, '');
  box.area.focus();
  save(box);
  say();
}

function prepare(form) {
  const area = form.querySelector('textarea');
  const box = {
    form, area, note: form.querySelector('[data-note]'), version: form.elements.version.value,
    place: form.elements.place.value, saved: area.value, sent: new Set(), busy: false, theirs: null, timer: null,
  };
  boxes.set(area.id, box);
  area.addEventListener('input', () => {
    note(box.note, '');
    soon(box);
  });
  area.addEventListener('blur', () => save(box));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    save(box);
  });
}

/* Who came: whatever was told last stands, and says so where somebody else told it first. */
async function tell(person) {
  if (person.busy || !isUntold(person)) {
    return;
  }
  const standing = person.select.value;
  person.busy = true;
  say();
  try {
    const { status, json } = await ask(person.form.action, { standing, version: person.version, csrf_token: csrf });
    person.busy = false;
    if (json && json.version) {
      Object.assign(person, { version: json.version, saved: json.standing });
      person.select.value = json.standing;
    } else {
      person.select.value = person.saved;
    }
    note(person.note, status === 200 ? '' : (json && json.problem) || 'This could not be saved.', status !== 200);
    back();
  } catch (error) {
    person.busy = false;
    note(person.note, 'Not saved yet.', true);
    lost(error);
    return;
  }
  say();
}

function prepareAttendance(form) {
  const select = form.querySelector('select');
  const person = {
    form, select, note: form.querySelector('[data-note]'), version: form.elements.version.value, saved: select.value, busy: false,
  };
  people.set(form.dataset.attends, person);
  select.addEventListener('change', () => tell(person));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    tell(person);
  });
}

/* What the other secretary writes: taken over where nothing of ours is in the way. */
async function follow() {
  clearTimeout(state.retry);
  try {
    const { status, json } = await ask(`${room.dataset.room}/state?seen=${state.seen}`);
    if (status === 200) {
      csrf = json.csrf;
      back();
      await show(json);
    }
    say();
    state.retry = setTimeout(follow, Number(room.dataset.every) * 1000);
  } catch (error) {
    lost(error);
  }
}

async function show({ seen, texts, entries, attendance }) {
  for (const [id, told] of Object.entries(attendance || {})) {
    const person = people.get(id);
    if (person && !person.busy && !isUntold(person) && told.version > person.version) {
      Object.assign(person, { version: told.version, saved: told.standing });
      person.select.value = told.standing;
    }
  }
  for (const [id, told] of Object.entries(texts || {})) {
    const box = boxes.get(id);
    if (box && !box.busy && !box.theirs && !isUnsaved(box) && told.version > box.version) {
      const { selectionStart, selectionEnd } = box.area;
      box.area.value = told.text;
      box.saved = box.area.value;
      box.version = told.version;
      if (document.activeElement === box.area) {
        box.area.setSelectionRange(selectionStart, selectionEnd);
      }
      note(box.note, `Changed by ${told.who || 'somebody else'}, ${now()}`);
    }
  }
  for (const [item, stamp] of Object.entries(entries || {})) {
    if (!state.entries || state.entries[item] !== stamp) {
      await bring(item);
    }
  }
  state.entries = entries || state.entries;
  state.seen = seen;
}

async function bring(item) {
  const place = document.getElementById(`entries-${item}`);
  const { status, text } = await ask(`${room.dataset.room}/items/${item}/entries`);
  if (place && status === 200) {
    const parsed = new DOMParser().parseFromString(text, 'text/html');
    place.replaceChildren(...parsed.body.childNodes);
  }
}

/* Forms that add something to an item. The key makes sure that what is sent twice is recorded once. */
async function open(link) {
  if (!forms.has(link.dataset.add)) {
    try {
      await fetchForm(link.dataset.add);
    } catch (error) {
      lost(error);
      return;
    }
  }
  const item = link.closest('[data-item]');
  const shown = item.querySelector(`form[data-adds="${link.dataset.add}"]`);
  if (shown) {
    first(shown).focus();
    return;
  }
  const form = forms.get(link.dataset.add).cloneNode(true);
  const place = item.id.replace('item-', '');
  for (const name of ['id', 'for', 'aria-describedby']) {
    form.querySelectorAll(`[${name}]`).forEach((each) => {
      each.setAttribute(name, each.getAttribute(name).split(' ').map((id) => `${id}-of-${place}`).join(' '));
    });
  }
  Object.assign(form.dataset, { address: link.getAttribute('href'), of: place, item: item.dataset.item, key: fresh() });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(form);
  });
  form.querySelector('[data-cancel]').addEventListener('click', () => close(form, link));
  form.opener = link;
  link.closest('ul').after(form);
  first(form).focus();
}

/* Fetched at once, so that they can be filled in while the connection is away. */
const forms = new Map();
async function fetchForm(kind) {
  const { status, text } = await ask(`${room.dataset.room}/forms/${kind}`);
  if (status === 200) {
    forms.set(kind, document.importNode(new DOMParser().parseFromString(text, 'text/html').querySelector('form'), true));
  }
}

const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
const first = (form) => form.querySelector('input:not([type="hidden"]), select, textarea');

function close(form, link) {
  waitingForms.delete(form);
  form.remove();
  link.focus();
  say();
}

async function send(form) {
  if (form.busy) {
    return;
  }
  form.busy = true;
  // Frozen until there is an answer, so that what is sent again is what was sent before.
  form.body ||= { ...Object.fromEntries(new FormData(form)), key: form.dataset.key };
  form.inert = true;
  waitingForms.add(form);
  say();
  try {
    const { status, json } = await ask(form.dataset.address, { ...form.body, csrf_token: csrf });
    waitingForms.delete(form);
    form.body = null;
    form.inert = false;
    form.busy = false;
    back();
    if (status === 201) {
      close(form, form.opener);
      document.getElementById('announcements').textContent = json.said;
      await bring(form.dataset.item);
    } else {
      form.dataset.key = fresh();
      refuse(form, (json && json.errors) || [{ name: 'form', message: 'This could not be recorded' }]);
    }
  } catch (error) {
    form.busy = false;
    note(form.querySelector('[data-note]'), 'Not recorded yet. It is sent when the connection is back.', true);
    lost(error);
    return;
  }
  say();
}

function refuse(form, errors) {
  const list = document.createElement('ul');
  list.className = 'govuk-list govuk-error-summary__list';
  for (const { name, message } of errors) {
    const entry = document.createElement('li');
    const target = document.getElementById(`${name}-of-${form.dataset.of}`);
    const words = document.createElement(target ? 'a' : 'span');
    words.textContent = message;
    if (target) {
      words.href = `#${target.id}`;
    }
    entry.append(words);
    list.append(entry);
  }
  note(form.querySelector('[data-note]'), '');
  form.querySelector('[data-errors]').replaceChildren(list);
  (list.querySelector('a') || first(form)).focus();
}

/* Keys */
function step(by) {
  const items = [...room.querySelectorAll('[data-item]')];
  const here = items.findIndex((item) => item.contains(document.activeElement));
  const next = items[Math.max(0, Math.min(items.length - 1, here + by))];
  (next?.querySelector('textarea') || next)?.focus();
  next?.scrollIntoView();
}

const ADDS = { KeyR: 'recommendations', KeyP: 'provisional-decisions', KeyA: 'actions' };
document.addEventListener('keydown', (event) => {
  const item = document.activeElement.closest('[data-item]') || room.querySelector('[data-item]');
  const link = event.altKey && event.shiftKey && item?.querySelector(`[data-add="${ADDS[event.code]}"]`);
  if ((event.ctrlKey || event.metaKey) && event.code === 'KeyS') {
    boxes.forEach(save);
  } else if (event.altKey && (event.code === 'PageDown' || event.code === 'PageUp')) {
    step(event.code === 'PageDown' ? 1 : -1);
  } else if (link) {
    open(link);
  } else {
    return;
  }
  event.preventDefault();
});

room.classList.add('app-room--live');
room.querySelectorAll('form[data-saves]').forEach(prepare);
room.querySelectorAll('form[data-attends]').forEach(prepareAttendance);
room.addEventListener('click', (event) => {
  const link = event.target.closest('[data-add]');
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    open(link);
  }
});
if (room.querySelector('[data-add]')) {
  Object.values(ADDS).forEach((kind) => fetchForm(kind).catch(lost));
}
window.addEventListener('offline', () => lost(new Away()));
window.addEventListener('online', follow);
window.addEventListener('beforeunload', (event) => {
  if (waitingForms.size || [...boxes.values()].some(isUnsaved) || [...people.values()].some(isUntold)) {
    event.preventDefault();
  }
});
state.retry = setTimeout(follow, Number(room.dataset.every) * 1000);
