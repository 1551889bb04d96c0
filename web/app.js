/* Puts the advisor into a shadow root: as a dialog in the corner of a page, or as the page itself. */
import { render } from './lib/preact.mjs';
import { Connection } from './connection.js';
import { Conversation } from './conversation.js';
import { html } from './html.js';
import { Panel } from './panel.js';
import { openStorage } from './storage.js';
import { loadTexts } from './texts.js';

const SERVER = new URL('..', import.meta.url);

/**
 * Loads words and styles, then draws.
 * @param {{root: ShadowRoot, language: string, mode?: 'dialog'|'page', position?: 'left'|'right', session?: string, onClose?: () => void}} options
 * @returns {Promise<{open: () => void, close: () => void}>} rejects where words or styles cannot be had
 */
export async function mount({ root, language, mode = 'dialog', position = 'right', session = '', onClose = () => {} }) {
  const storage = openStorage(session);
  const wanted = storage.read().language || language;
  const [texts, styles] = await Promise.all([loadTexts(SERVER, wanted), loadStyles()]);
  dress(root, styles);
  const conversation = new Conversation({
    connection: new Connection(SERVER, () => storage.read().token),
    storage,
    language: wanted,
    code: session,
    texts,
    loadTexts: (code) => loadTexts(SERVER, code),
  });
  const place = document.createElement('div');
  place.className = `advisor ${mode} ${position}`;
  root.appendChild(place);

  const draw = (open) => render(open ? html`<${Panel} conversation=${conversation} mode=${mode} onClose=${close} />` : null, place);
  let begun = false;

  function open() {
    draw(true);
    if (begun) conversation.refresh();
    else conversation.begin();
    begun = true;
  }

  function close() {
    draw(false);
    onClose();
  }

  return { open, close };
}

async function loadStyles() {
  const address = new URL('web/widget.css', SERVER);
  const response = await fetch(address, { credentials: 'omit' });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.text();
}

function dress(root, styles) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch {
    // Browsers before 2023: a linked sheet, which a page's style-src that names this server allows.
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = new URL('web/widget.css', SERVER).href;
    root.appendChild(link);
  }
}
