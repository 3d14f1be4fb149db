/* Who came: whatever was told last stands, and says so where somebody else told it first. */
import { send } from './asking.js';
import { back, joins, lost, note, say } from './standing.js';

const people = new Map();
const isUntold = (person) => person.select.value !== person.saved;

joins({
  unsaved: () => [...people.values()].filter(isUntold).length,
  again: () => people.forEach(tell),
});

export function prepare(form) {
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

/* Takes over what the other secretary told. */
export function show(attendance) {
  for (const [id, told] of Object.entries(attendance || {})) {
    const person = people.get(id);
    if (person && !person.busy && !isUntold(person) && told.version > person.version) {
      stands(person, told);
    }
  }
}

function stands(person, told) {
  Object.assign(person, { version: told.version, saved: told.standing });
  person.select.value = told.standing;
}

async function tell(person) {
  if (person.busy || !isUntold(person)) {
    return;
  }
  const standing = person.select.value;
  person.busy = true;
  say();
  try {
    const { status, json } = await send(person.form.action, { standing, version: person.version });
    person.busy = false;
    if (json && json.version) {
      stands(person, json);
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
