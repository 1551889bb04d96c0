/* What is kept in the browser, under one key: token, language, draft, messages not yet sent. */

const KEY = 'cultivation-advisor';

/** Storage that lasts where the browser allows it, and lives as long as the page where it does not. */
export function openStorage() {
  try {
    const area = window.localStorage;
    area.setItem(`${KEY}-probe`, '1');
    area.removeItem(`${KEY}-probe`);
    return new Storage(area);
  } catch {
    return new Storage(null);
  }
}

class Storage {
  constructor(area) {
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
      const kept = JSON.parse(this.area.getItem(KEY) || '{}');
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
      this.area.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Full or withdrawn meanwhile: go on in memory.
      this.area = null;
    }
  }

  /** Calls `listener` when another tab has written; returns how to stop. */
  listen(listener) {
    const heard = (event) => {
      if (this.area && (event.key === KEY || event.key === null)) listener();
    };
    window.addEventListener('storage', heard);
    return () => window.removeEventListener('storage', heard);
  }
}
