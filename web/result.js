/* The page of a result: switches to try out, the plan, links to share, reports with a word on their progress. */

const main = document.querySelector('main[data-result]');
const { result, key } = main.dataset;
const base = `/result/${result}`;

/** A request of this page; throws an Error with a sentence for people. */
async function send(method, path, body) {
  const response = await fetch(`${base}/${path}`, {
    method,
    headers: { 'X-Page-Key': key, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
    cache: 'no-store',
  });
  if (response.ok) return response.status === 204 ? null : response.json();
  const said = await response.json().then((answer) => answer.text, () => '');
  throw new Error(said);
}

/** Say how something went: the words of `name` in the element, or those of the server. */
function tell(status, name, words = '') {
  status.textContent = words || status.dataset[name] || '';
}

// The one-time ticket has been used; nobody should copy it.
if (new URLSearchParams(location.search).has('ticket')) history.replaceState(null, '', base);

// Switches: one at a time, the map and the sentence below follow.
const map = document.querySelector('[data-map]');
const note = document.querySelector('[data-tried]');
const switches = [...document.querySelectorAll('[data-try]')];
if (map) {
  const asAnswered = map.firstElementChild;
  const mapNote = document.querySelector('[data-map-note]');
  for (const button of switches) {
    button.addEventListener('click', () => {
      const on = button.getAttribute('aria-checked') !== 'true';
      for (const other of switches) other.setAttribute('aria-checked', String(on && other === button));
      const tried = button.parentElement.querySelector('[data-tried-map]');
      map.replaceChildren(on && tried ? tried.content.firstElementChild.cloneNode(true) : asAnswered);
      if (mapNote) mapNote.hidden = on;
      note.textContent = on ? button.dataset.triedText : note.dataset.asAnswered;
    });
  }
}

// The plan.
const plan = document.querySelector('[data-plan]');
if (plan) {
  const status = plan.querySelector('[data-plan-status]');
  const template = plan.querySelector('[data-plan-row]');
  const rows = () => [...plan.querySelectorAll('[data-row]')];
  const unsaved = (event) => event.preventDefault();
  const changed = (yes) => (yes ? addEventListener : removeEventListener)('beforeunload', unsaved);

  plan.addEventListener('input', () => {
    changed(true);
    tell(status, 'unsaved');
  });
  plan.addEventListener('submit', (event) => event.preventDefault());

  plan.querySelector('[data-plan-add]').addEventListener('click', () => {
    const made = template.content.firstElementChild.cloneNode(true);
    const used = rows().map((row) => Number((row.querySelector('[name=id]').value.match(/^own-(\d+)$/) || [0, 0])[1]));
    made.querySelector('[name=id]').value = `own-${Math.max(0, ...used) + 1}`;
    made.querySelector('legend').textContent = template.dataset.legend.replace('{number}', rows().length + 1);
    template.before(made);
    made.querySelector('[name=step]').focus();
  });

  plan.querySelector('[data-plan-save]').addEventListener('click', async (event) => {
    const button = event.currentTarget;
    const kept = rows()
      .map((row) => {
        const value = (name) => row.querySelector(`[name=${name}]`).value.trim();
        const texts = Object.fromEntries(['id', 'step', 'owner', 'due', 'note'].map((name) => [name, value(name)]));
        return { ...texts, done: row.querySelector('[name=done]').checked };
      })
      .filter((row) => row.step);
    button.disabled = true;
    tell(status, 'saving');
    try {
      await send('PUT', 'plan', { rows: kept });
      changed(false);
      tell(status, 'saved');
    } catch (error) {
      tell(status, 'failed', error.message);
    }
    button.disabled = false;
  });
}

// Links to share.
const sharing = document.querySelector('[data-sharing]');
if (sharing) {
  const list = sharing.querySelector('[data-share-list]');
  const status = sharing.querySelector('[data-share-status]');
  const template = sharing.querySelector('[data-share-item]');
  const failed = (error) => tell(status, 'failed', error.message);

  const show = ({ id, url }) => {
    const item = template.content.firstElementChild.cloneNode(true);
    const field = item.querySelector('input');
    field.value = new URL(url, location.origin).href;
    item.querySelector('[data-share-copy]').addEventListener('click', async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch (_) {
        document.execCommand('copy');
      }
      tell(status, 'copied');
    });
    item.querySelector('[data-share-revoke]').addEventListener('click', async () => {
      try {
        await send('DELETE', `shares/${id}`);
        item.remove();
        none();
        tell(status, 'revoked');
        sharing.querySelector('[data-share-create]').focus();
      } catch (error) {
        failed(error);
      }
    });
    list.append(item);
    return field;
  };

  const none = () => {
    if (list.querySelector('input')) list.querySelector('[data-none-yet]')?.remove();
    else {
      const line = document.createElement('li');
      line.dataset.noneYet = '';
      line.textContent = list.dataset.none;
      list.replaceChildren(line);
    }
  };

  sharing.querySelector('[data-share-create]').addEventListener('click', async () => {
    try {
      const field = show(await send('POST', 'shares'));
      none();
      field.select();
    } catch (error) {
      failed(error);
    }
  });
  send('GET', 'shares/all').then(({ shares }) => {
    shares.forEach(show);
    none();
  }, failed);
}

// Reports: fetched here, so that the wait and a failure are said.
const progress = document.querySelector('[data-report-status]');
for (const link of document.querySelectorAll('[data-report]')) {
  link.addEventListener('click', async (event) => {
    event.preventDefault();
    tell(progress, 'preparing');
    try {
      const response = await fetch(link.href, { headers: { 'X-Page-Key': key }, cache: 'no-store' });
      if (!response.ok) throw new Error((await response.json()).text);
      const name = decodeURIComponent((response.headers.get('Content-Disposition') || '').split("''")[1] || 'report');
      const file = URL.createObjectURL(await response.blob());
      const save = document.createElement('a');
      save.href = file;
      save.download = name;
      save.click();
      setTimeout(() => URL.revokeObjectURL(file), 60000);
      tell(progress, 'ready');
    } catch (error) {
      tell(progress, 'failed', error.message);
    }
  });
}
