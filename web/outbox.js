/* Messages on their way: sent one after another, kept across reloads until the server has answered. */

const PAUSES = [800, 2400, 6000];
const MOST_WAITS = 5;

/** An id for a message; works on pages without https too, where crypto.randomUUID is missing. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

/**
 * Items: {id, label, text | choices}. status(id): 'waiting' | 'sending' | 'failed' | undefined (not here).
 * events: changed(), replied(item, index, message), done(item, closing), busy(trouble), stranger(),
 * refused(item, trouble).
 */
export class Outbox {
  constructor({ connection, storage, events }) {
    Object.assign(this, { connection, storage, events });
    this.items = Object.values(storage.read().outbox || {});
    this.states = {};
    this.faults = {};
    this.running = false;
    window.addEventListener('online', () => this.run());
  }

  status(id) {
    return this.items.some((item) => item.id === id) ? this.states[id] || 'waiting' : undefined;
  }

  /** What the server said about a message that failed, else ''. */
  fault(id) {
    return this.faults[id] || '';
  }

  get empty() {
    return this.items.length === 0;
  }

  get sending() {
    return this.items.some(({ id }) => this.states[id] === 'sending');
  }

  add(item) {
    this.items.push(item);
    this.keep({ [item.id]: item });
    this.run();
  }

  remove(id) {
    const at = this.items.findIndex((item) => item.id === id);
    const [removed] = at >= 0 ? this.items.splice(at, 1) : [];
    delete this.states[id];
    this.keep({ [id]: undefined });
    return removed;
  }

  clear() {
    const removed = this.items.splice(0);
    this.states = {};
    this.storage.write({ outbox: undefined });
    return removed;
  }

  /** Sends what is there, in order; stops where one fails. */
  async run() {
    if (this.running) return;
    this.running = true;
    try {
      while (!this.empty && (await this.deliver(this.items[0])));
    } finally {
      this.running = false;
      this.events.changed();
    }
  }

  /** @private Whether the next one may go. */
  async deliver(item) {
    const { id } = item;
    let failures = 0;
    let waits = 0;
    while (this.items.includes(item)) {
      if (!navigator.onLine) {
        this.set(id, 'waiting');
        return false;
      }
      this.set(id, 'sending');
      try {
        const closing = await this.send(item);
        if (!this.items.includes(item)) return true;
        this.remove(id);
        this.events.done(item, closing);
        return true;
      } catch (trouble) {
        if (!this.items.includes(item)) return true;
        if (trouble.kind === 'unreachable' && failures < PAUSES.length) await pause(PAUSES[failures++]);
        else if (trouble.kind === 'busy' && waits++ < MOST_WAITS) await this.wait(trouble);
        else return this.gaveUp(item, trouble);
      }
    }
    return true;
  }

  /** @private */
  send(item) {
    let index = 0;
    const { id, text, choices } = item;
    return this.connection.message(choices ? { id, choices } : { id, text }, (message) => {
      if (this.items.includes(item)) this.events.replied(item, index++, message);
    });
  }

  /** @private */
  gaveUp(item, trouble) {
    if (trouble.kind === 'stranger') {
      this.events.stranger();
      return false;
    }
    if (trouble.kind === 'refused') {
      this.remove(item.id);
      this.events.refused(item, trouble);
      return true;
    }
    this.faults[item.id] = trouble.text || '';
    this.set(item.id, navigator.onLine ? 'failed' : 'waiting');
    return false;
  }

  /** @private */
  set(id, state) {
    this.states[id] = state;
    this.events.changed();
  }

  /** @private */
  wait(trouble) {
    this.events.busy(trouble);
    return pause(trouble.wait * 1000);
  }

  /** @private Other tabs write here too: only what is ours is changed. */
  keep(changes) {
    const outbox = { ...this.storage.read().outbox, ...changes };
    Object.keys(outbox).forEach((id) => outbox[id] === undefined && delete outbox[id]);
    this.storage.write({ outbox });
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(clock);
      window.removeEventListener('online', go);
      resolve();
    };
    const clock = setTimeout(go, milliseconds);
    window.addEventListener('online', go);
  });
}
