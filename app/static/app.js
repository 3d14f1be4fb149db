/* Wakes the design system's components, on the page and in what htmx brings, and says when something went wrong. */
const own = document.querySelector('script[data-design-system]');
const designSystem = own ? import(own.dataset.designSystem).catch(() => null) : Promise.resolve(null);

async function wake(scope) {
  const system = await designSystem;
  if (system) {
    system.initAll({ scope });
  }
  const summary = scope.querySelector('.govuk-error-summary');
  if (summary) {
    summary.setAttribute('tabindex', '-1');
    summary.focus();
  }
}

function sayTrouble(shown) {
  const place = document.getElementById('trouble');
  if (place) {
    place.textContent = shown ? place.dataset.message : '';
    place.classList.toggle('app-trouble--shown', shown);
  }
}

wake(document);
if (window.matchMedia('(max-width: 53rem)').matches) {
  document.querySelectorAll('details[data-folds]').forEach((details) => details.removeAttribute('open'));
}
document.addEventListener('htmx:load', (event) => {
  if (event.detail.elt !== document.body) {
    wake(event.detail.elt);
  }
});
document.addEventListener('htmx:beforeRequest', (event) => {
  sayTrouble(false);
  event.detail.target.setAttribute('aria-busy', 'true');
});
document.addEventListener('htmx:afterRequest', (event) => event.detail.target.removeAttribute('aria-busy'));
document.addEventListener('htmx:beforeSwap', (event) => {
  const kind = event.detail.xhr.getResponseHeader('Content-Type') || '';
  if (event.detail.shouldSwap && !kind.startsWith('text/html')) {
    event.detail.shouldSwap = false;
    sayTrouble(true);
  }
});
for (const trouble of ['htmx:responseError', 'htmx:sendError', 'htmx:timeout', 'htmx:swapError']) {
  document.addEventListener(trouble, () => sayTrouble(true));
}
