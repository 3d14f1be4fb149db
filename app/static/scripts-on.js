/* Says to the stylesheets that scripts run here; it stands first in the body. */
document.body.classList.add('js-enabled');
if ('noModule' in HTMLScriptElement.prototype) {
  document.body.classList.add('govuk-frontend-supported');
}
