/* Loads the copy named in data-fallback when a CDN script fails, is refused (integrity, content policy) or has not
   arrived after data-fallback-after milliseconds. */
(function () {
  'use strict';
  var parked = document.implementation.createHTMLDocument('');
  var listen = document.addEventListener;
  var ready = false;

  // htmx 2 starts on DOMContentLoaded, or at once when readyState is 'complete'. A script that runs between the two
  // would wait for ever, so listeners added in that gap are called straight away.
  document.addEventListener = function (type, fn, options) {
    if (type === 'DOMContentLoaded' && ready && document.readyState !== 'complete') {
      setTimeout(fn, 0);
    } else {
      listen.call(document, type, fn, options);
    }
  };
  listen.call(document, 'DOMContentLoaded', function () { ready = true; });
  window.addEventListener('load', function () { delete document.addEventListener; });

  function useLocal(element, why) {
    if (element.dataset.fallbackDone) { return; }
    element.dataset.fallbackDone = why;
    var local = document.createElement('script');
    local.src = element.dataset.fallback;
    local.dataset.fallbackWhy = why;
    document.head.appendChild(local);
    // A script whose node document has changed does not run when it arrives late.
    parked.adoptNode(element);
  }

  function hasFallback(element) { return element.tagName === 'SCRIPT' && element.dataset.fallback; }

  window.addEventListener('error', function (event) {
    if (event.target !== window && hasFallback(event.target)) { useLocal(event.target, 'error'); }
  }, true);
  window.addEventListener('load', function (event) {
    if (event.target !== document && hasFallback(event.target)) { event.target.dataset.fallbackDone = 'cdn'; }
  }, true);
  new MutationObserver(function (records) {
    records.forEach(function (record) {
      record.addedNodes.forEach(function (node) {
        var wait = hasFallback(node) && parseInt(node.dataset.fallbackAfter, 10);
        if (wait) { setTimeout(function () { useLocal(node, 'timeout'); }, wait); }
      });
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
