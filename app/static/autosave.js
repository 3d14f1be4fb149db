/* A form that is saved as it is typed says when a save did not get through, and tries again by itself. */
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 15000;

function follow(form) {
  const place = form.querySelector('[data-unsaved]');
  let wait = FIRST_WAIT;
  let timer = 0;

  function again() {
    clearTimeout(timer);
    timer = 0;
    form.dispatchEvent(new CustomEvent('retry'));
  }

  function lost() {
    clearTimeout(timer);
    timer = setTimeout(again, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
    place.textContent = place.dataset.unsaved;
    place.hidden = false;
  }

  function saved() {
    clearTimeout(timer);
    timer = 0;
    wait = FIRST_WAIT;
    place.hidden = true;
    place.textContent = '';
  }

  form.addEventListener('htmx:sendError', lost);
  form.addEventListener('htmx:timeout', lost);
  form.addEventListener('htmx:afterRequest', (event) => {
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    if (status >= 500 || status === 429) {
      lost();
    } else if (event.detail.successful) {
      saved();
    }
  });
  window.addEventListener('online', () => {
    if (!place.hidden) {
      again();
    }
  });
}

document.querySelectorAll('form[data-autosaves]').forEach(follow);
