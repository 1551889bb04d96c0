/* HTTP to the server. Every way it can go wrong becomes a Trouble of one of five kinds. */

const PATIENCE = 30000;
const LONGEST_WAIT = 120;

/**
 * kind: 'unreachable' no answer, or one that broke off: worth trying again
 *       'busy'        the server asks to wait `wait` seconds
 *       'stranger'    the token is not (or no longer) known
 *       'refused'     the request itself is not accepted; `text` says why
 *       'broken'      the server failed; nothing was taken in
 * text: a sentence for people where the server gave one, else ''.
 */
export class Trouble extends Error {
  constructor(kind, { text = '', wait = 0, status = 0 } = {}) {
    super(`${kind} ${status} ${text}`);
    Object.assign(this, { kind, text, wait, status });
  }
}

export class Connection {
  /** @param {URL} server  @param {() => string|undefined} token */
  constructor(server, token) {
    this.server = server;
    this.token = token;
  }

  /** A new visitor who has agreed, and joins a session where `session` says so; the token. */
  async visitor(language, session) {
    return (await this.json('POST', 'visitor', { language, consent: true, ...(session && { session }) })).token;
  }

  /** A training session by its code: code, name, anonymous. */
  session(code) {
    return this.json('GET', `sessions/${encodeURIComponent(code)}`);
  }

  history() {
    return this.json('GET', 'history');
  }

  /** All that is kept of this visitor, as the text of a JSON file. */
  data() {
    return this.request('GET', 'data', undefined, (response) => response.text());
  }

  erase() {
    return this.request('DELETE', 'data', undefined, () => undefined);
  }

  /** The address of the result page; opens once. */
  async resultPage(id) {
    const { url } = await this.json('POST', `results/${encodeURIComponent(id)}/page`);
    return new URL(url, this.server).href;
  }

  /**
   * One message of the leader. `onReply` gets each reply as it comes.
   * @returns {Promise<object>} the closing line
   */
  message(body, onReply) {
    return this.request('POST', 'message', body, async (response, alive) => {
      for await (const line of linesOf(response.body, alive)) {
        const said = JSON.parse(line);
        if (said.failed) throw new Trouble('broken', { text: said.text });
        if (said.done) return said;
        onReply(said);
      }
      throw new Trouble('unreachable');
    });
  }

  json(method, path, body) {
    return this.request(method, path, body, (response) => response.json());
  }

  /** @private `read` takes the response; `alive` restarts the clock while it is coming in. */
  async request(method, path, body, read) {
    const abort = new AbortController();
    let clock;
    const alive = () => {
      clearTimeout(clock);
      clock = setTimeout(() => abort.abort(), PATIENCE);
    };
    alive();
    try {
      const response = await fetch(new URL(`webhooks/web/${path}`, this.server), {
        method,
        headers: this.headers(body),
        body: body && JSON.stringify(body),
        signal: abort.signal,
        credentials: 'omit',
        cache: 'no-store',
      });
      if (!response.ok) throw await troubleOf(response);
      return await read(response, alive);
    } catch (error) {
      if (error instanceof Trouble) throw error;
      // fetch rejects with TypeError or AbortError; a body that is cut short ends as SyntaxError.
      throw new Trouble('unreachable', { text: '' });
    } finally {
      clearTimeout(clock);
    }
  }

  headers(body) {
    const token = this.token();
    return {
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(body && { 'Content-Type': 'application/json' }),
    };
  }
}

async function troubleOf(response) {
  const status = response.status;
  const text = await response.json().then((body) => body.text || '', () => '');
  if (status === 401) return new Trouble('stranger', { status, text });
  const wait = Number(response.headers.get('Retry-After'));
  if (status === 429 || (status === 503 && wait)) {
    return new Trouble('busy', { status, text, wait: Math.min(wait || 1, LONGEST_WAIT) });
  }
  return new Trouble(status >= 500 ? 'broken' : 'refused', { status, text });
}

async function* linesOf(body, alive) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    alive();
    rest += decoder.decode(value, { stream: !done });
    const lines = rest.split('\n');
    rest = lines.pop();
    yield* lines.filter((line) => line.trim());
    if (done) break;
  }
  if (rest.trim()) yield rest;
}
