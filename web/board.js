/* The board of a session: asks what is new every second and a half while somebody sees it, and says when it cannot. */
const EVERY = 1500;
const AFTER_FAILURE_AT_MOST = 12000;
const PATIENCE = 8000;
const board = document.querySelector('[data-board]');
const trouble = board.querySelector('[data-trouble]');
const place = board.querySelector('[data-as-of-place]');
const shown = {};
let { mark } = board.dataset;
let asked = new Date();
let failures = 0;
let waiting;
let asking = false;
let stopped = false;

function clock(moment) {
  return moment.toLocaleTimeString(document.documentElement.lang, { hourCycle: 'h23' });
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function later() {
  clearTimeout(waiting);
  if (stopped || document.hidden) return;
  waiting = setTimeout(look, failures ? Math.min(EVERY * 2 ** failures, AFTER_FAILURE_AT_MOST) : EVERY);
}

async function look() {
  clearTimeout(waiting);
  if (asking || stopped || document.hidden) return;
  asking = true;
  const patience = new AbortController();
  const giveUp = setTimeout(() => patience.abort(), PATIENCE);
  const now = new Date();
  try {
    const answer = await fetch(board.dataset.board, {
      headers: { Accept: 'application/json', 'If-None-Match': mark },
      signal: patience.signal,
    });
    if (answer.status === 200) {
      const news = await answer.json();
      mark = answer.headers.get('ETag');
      Object.entries(news.parts).forEach(([name, html]) => put(name, html));
    } else if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
      // Signed out, or not to be shown any more: asking again would change nothing.
      stopped = true;
      tell((await answer.json()).text);
      return;
    } else if (answer.status !== 304) {
      throw new Error(`the board answered ${answer.status}`);
    }
    asked = now;
    failures = 0;
    tell('');
    say(place, board.dataset.asOf.replace('{time}', clock(asked)));
  } catch (error) {
    failures += 1;
    tell(board.dataset.lost.replace('{time}', clock(asked)));
  } finally {
    clearTimeout(giveUp);
    asking = false;
    later();
  }
}

function tell(text) {
  trouble.hidden = !text;
  say(trouble, text);
}

/** Put a part in the place of the one before; what was unfolded and what had the focus stay so. */
function put(name, html) {
  if (shown[name] === html) return;
  shown[name] = html;
  const part = board.querySelector(`[data-part="${name}"]`);
  const unfolded = [...part.querySelectorAll('details[open]')].map((each) => each.id);
  const focused = part.contains(document.activeElement) ? document.activeElement.id : '';
  part.innerHTML = html;
  unfolded.forEach((id) => document.getElementById(id)?.setAttribute('open', ''));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

document.addEventListener('visibilitychange', look);
window.addEventListener('online', look);
say(place, board.dataset.asOf.replace('{time}', clock(asked)));
later();
