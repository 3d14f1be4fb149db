/* The boxes: saved as they are typed; where two wrote at once, both texts are shown until somebody chooses. */
import { send } from './asking.js';
import { back, isSignedOut, joins, lost, note, now, say } from './standing.js';

const PAUSE = 800;
const boxes = new Map();
const isUnsaved = (box) => box.area.value !== box.saved;
const all = () => [...boxes.values()];

joins({
  unsaved: () => all().filter(isUnsaved).length,
  clashes: () => all().filter((box) => box.theirs).length,
  lost: () => all().filter((box) => isUnsaved(box) && !box.theirs).forEach((box) => note(box.note, 'Not saved yet. It is kept on this page.', true)),
  again: saveAll,
});

export function saveAll() {
  boxes.forEach(save);
}

export function prepare(form) {
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

/* Takes over what the other secretary wrote, where nothing of ours is in the way. */
export function show(texts) {
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
}

async function save(box) {
  clearTimeout(box.timer);
  if (box.busy || box.theirs || isSignedOut() || !isUnsaved(box)) {
    return;
  }
  const text = box.area.value;
  box.busy = true;
  say();
  try {
    const answer = await send(box.form.action, { text, version: box.version, place: box.place });
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
