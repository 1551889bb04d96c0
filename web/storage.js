/* What is kept in the browser, under one key: token, language, draft, messages not yet sent. */

const KEY = 'cultivation-advisor';

/**
 * Storage that lasts where the browser allows it, and lives as long as the page where it does not.
 * `session`: the code of a training session; its conversation is another one than the visitor's own.
 */
export function openStorage(session = '') {
  const key = session ? `${KEY}-${session}` : KEY;
  try {
    const area = window.localStorage;
    area.setItem(`${KEY}-probe`, '1');
    area.removeItem(`${KEY}-probe`);
    return new Storage(area, key);
  } catch {
    return new Storage(null, key);
  }
}

class Storage {
  constructor(area, key) {
    this.key = key;
    this.area = area;
    this.memory = {};
  }

  /** Whether what is written is still there after a reload. */
  get lasting() {
    return this.area !== null;
  }

  read() {
    if (!this.area) return this.memory;
    try {
      const kept = JSON.parse(this.area.getItem(this.key) || '{}');
      return kept && typeof kept === 'object' ? kept : {};
    } catch {
      return {};
    }
  }

  /** Sets the given fields; undefined takes a field away. */
  write(fields) {
    const kept = { ...this.read(), ...fields };
    this.memory = kept;
    if (!this.area) return;
    try {
      this.area.setItem(this.key, JSON.stringify(kept));
    } catch {
      // Full or withdrawn meanwhile: go on in memory.
      this.area = null;
    }
  }

  /** Calls `listener` when another tab has written; returns how to stop. */
  listen(listener) {
    const heard = (event) => {
      if (this.area && (event.key === this.key || event.key === null)) listener();
    };
    window.addEventListener('storage', heard);
    return () => window.removeEventListener('storage', heard);
  }
}
