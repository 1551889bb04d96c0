/* The one tag a page needs. Draws the button that opens the advisor; asks for nothing else before it is tapped. */
(function () {
  'use strict';
  // The server puts the few texts of the button here, by language.
  var TEXTS = /*TEXTS*/{};
  var NAME = 'cultivation-advisor';
  var script = document.currentScript;
  if (!script || window[Symbol.for(NAME)]) return;
  window[Symbol.for(NAME)] = true;

  var STYLES =
    ':host{all:initial!important;display:contents!important}' +
    '*{box-sizing:border-box}' +
    '.corner{position:fixed;z-index:2147483000;bottom:max(20px,env(safe-area-inset-bottom));color-scheme:light dark;' +
    'display:flex;flex-direction:column;gap:8px;max-width:calc(100vw - 40px);' +
    'font:500 16px/1.4 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}' +
    '.right{right:max(20px,env(safe-area-inset-right));align-items:flex-end}' +
    '.left{left:max(20px,env(safe-area-inset-left));align-items:flex-start}' +
    '[hidden]{display:none!important}' +
    '.launcher{display:flex;align-items:center;gap:10px;min-height:52px;padding:0 20px 0 16px;border:0;border-radius:26px;' +
    'background:var(--advisor-accent,#1b6072);color:var(--advisor-on-accent,#fff);font:inherit;cursor:pointer;' +
    'box-shadow:0 2px 6px rgba(15,23,42,.2),0 8px 24px rgba(15,23,42,.18);transition:box-shadow .15s,transform .15s}' +
    '.launcher:hover{transform:translateY(-1px);box-shadow:0 3px 8px rgba(15,23,42,.24),0 12px 28px rgba(15,23,42,.24)}' +
    '.launcher:focus-visible{outline:3px solid var(--advisor-accent,#1b6072);outline-offset:3px}' +
    '.launcher[aria-busy=true]{cursor:progress;opacity:.85}' +
    'svg{width:24px;height:24px;flex:none}' +
    '.fault{margin:0;padding:10px 14px;border-radius:12px;background:#fff;color:#1d2430;font-size:14px;' +
    'border:1px solid #d5dbe3;box-shadow:0 4px 16px rgba(15,23,42,.16)}' +
    '@media (prefers-color-scheme:dark){.fault{background:#1f252d;color:#e8ebef;border-color:#3a4450}' +
    '.launcher:focus-visible{outline-color:#8accda}}' +
    '@media (prefers-reduced-motion:reduce){.launcher{transition:none}.launcher:hover{transform:none}}' +
    '@media (forced-colors:active){.launcher,.fault{border:1px solid ButtonText}}' +
    '@media print{.corner{display:none}}';
  // A seedling.
  var PATHS = ['M12 21v-9', 'M12 12c0-4 3-7 8-7 0 5-3 7-8 7z', 'M12 15c0-3-2.500-5.500-7-5.500 0 4 2.500 5.500 7 5.500z'];

  function language() {
    var wanted = [script.dataset.language, document.documentElement.lang].concat(navigator.languages || navigator.language);
    for (var i = 0; i < wanted.length; i++) {
      var code = String(wanted[i] || '').toLowerCase().split('-')[0];
      if (TEXTS[code]) return code;
    }
    return Object.keys(TEXTS)[0];
  }

  function element(tag, attributes, parent) {
    var svg = tag === 'svg' || tag === 'path';
    var made = svg ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
    for (var name in attributes) made.setAttribute(name, attributes[name]);
    if (parent) parent.appendChild(made);
    return made;
  }

  function dress(root) {
    try {
      var sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLES);
      root.adoptedStyleSheets = [sheet];
    } catch (_) {
      // Browsers before 2023; there a strict style-src of the page leaves the button bare but usable.
      element('style', {}, root).textContent = STYLES;
    }
  }

  function draw() {
    var code = language();
    var texts = TEXTS[code];
    var position = script.dataset.position === 'left' ? 'left' : 'right';
    var root = element(NAME, {}, document.body).attachShadow({ mode: 'open' });
    dress(root);
    var corner = element('div', { class: 'corner ' + position, lang: code }, root);
    var fault = element('p', { class: 'fault', role: 'status', hidden: '' }, corner);
    var button = element('button', { class: 'launcher', type: 'button', 'aria-label': texts.open }, corner);
    var icon = element('svg', { viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.8', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' }, button);
    PATHS.forEach(function (d) { element('path', { d: d }, icon); });
    var label = element('span', {}, button);
    label.textContent = texts.name;

    var app = null;
    var tries = 0;
    var busy = false;

    function opened() {
      corner.hidden = true;
      app.open();
    }

    function closed() {
      corner.hidden = false;
      button.focus();
    }

    function failed(error) {
      console.error('Cultivation Advisor:', error);
      fault.hidden = false;
      fault.textContent = texts.failed;
    }

    button.addEventListener('click', function () {
      if (app) return opened();
      if (busy) return;
      busy = true;
      button.setAttribute('aria-busy', 'true');
      label.textContent = texts.opening;
      fault.hidden = true;
      var address = new URL('app.js', script.src);
      // A module that failed once is remembered as failed; another address is tried afresh.
      if (tries++) address.searchParams.set('try', tries);
      import(address.href)
        .then(function (module) {
          return module.mount({ root: root, language: code, position: position, onClose: closed });
        })
        .then(function (mounted) {
          app = mounted;
          opened();
        })
        .catch(failed)
        .then(function () {
          busy = false;
          button.removeAttribute('aria-busy');
          label.textContent = texts.name;
        });
    });
  }

  if (document.body) draw();
  else document.addEventListener('DOMContentLoaded', draw);
})();
