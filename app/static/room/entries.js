/* What came of an item: its list, and the forms that add to it. The key makes sure that what is sent twice is recorded once. */
import { read, send } from './asking.js';
import { back, joins, lost, note, room, say } from './standing.js';

const waiting = new Set();
const forms = new Map();
const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
const first = (form) => form.querySelector('input:not([type="hidden"]), select, textarea');
const parsed = (text) => new DOMParser().parseFromString(text, 'text/html');

joins({ unsaved: () => waiting.size, again: () => waiting.forEach(add) });

/* Brings the list of an item anew. */
export async function bring(item) {
  const place = document.getElementById(`entries-${item}`);
  const { status, text } = await read(`${room.dataset.room}/items/${item}/entries`);
  if (place && status === 200) {
    place.replaceChildren(...parsed(text).body.childNodes);
  }
}

/* Fetched at once, so that they can be filled in while the connection is away. */
export async function fetchForm(kind) {
  const { status, text } = await read(`${room.dataset.room}/forms/${kind}`);
  if (status === 200) {
    forms.set(kind, document.importNode(parsed(text).querySelector('form'), true));
  }
}

export async function open(link) {
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
  first(shown || place(link, item)).focus();
}

function place(link, item) {
  const form = forms.get(link.dataset.add).cloneNode(true);
  const position = item.id.replace('item-', '');
  for (const name of ['id', 'for', 'aria-describedby']) {
    form.querySelectorAll(`[${name}]`).forEach((each) => {
      each.setAttribute(name, each.getAttribute(name).split(' ').map((id) => `${id}-of-${position}`).join(' '));
    });
  }
  Object.assign(form.dataset, { address: link.getAttribute('href'), of: position, item: item.dataset.item, key: fresh() });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    add(form);
  });
  form.querySelector('[data-cancel]').addEventListener('click', () => close(form, link));
  form.opener = link;
  link.closest('ul').after(form);
  return form;
}

function close(form, link) {
  waiting.delete(form);
  form.remove();
  link.focus();
  say();
}

async function add(form) {
  if (form.busy) {
    return;
  }
  form.busy = true;
  // Frozen until there is an answer, so that what is sent again is what was sent before.
  form.body ||= { ...Object.fromEntries(new FormData(form)), key: form.dataset.key };
  form.inert = true;
  waiting.add(form);
  say();
  try {
    const { status, json } = await send(form.dataset.address, form.body);
    waiting.delete(form);
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
