/* What the window knows and can do. Views draw `state` and call the methods; nothing here touches the page. */
import { fromHistory, isAnswered, leaderEntry, openTurn, withReply } from './entries.js';
import { noteOf } from './note.js';
import { Outbox, newId } from './outbox.js';
import { speaker } from './texts.js';

/**
 * state.stage: 'opening' | 'unreachable' | 'notice' | 'talking'
 * state.note:  what the visitor should know now (see note.js), or null
 * state.busy:  the visitor has agreed and the server has not answered yet
 * state.session: the training session that is joined with the consent, or null; state.joining: as whom
 */
export class Conversation {
  constructor({ connection, storage, language, code = '', texts, loadTexts }) {
    Object.assign(this, { connection, storage, loadTexts, code });
    this.listeners = new Set();
    this.state = {
      stage: 'opening',
      language,
      texts,
      say: speaker(texts),
      entries: [],
      draft: storage.read().draft || '',
      note: null,
      busy: false,
      session: null,
      joining: { organization: '', voice: '', named: false },
      online: navigator.onLine,
    };
    this.outbox = new Outbox({
      connection,
      storage,
      events: {
        changed: () => this.update({}),
        replied: (item, index, message) => this.update({ entries: withReply(this.state.entries, item.id, index, message) }),
        done: (_, closing) => this.done(closing),
        busy: (trouble) => this.update({ note: noteOf(trouble) }),
        stranger: () => this.forgotten('notice.unknown'),
        refused: (item, trouble) => this.refused(item, trouble),
      },
    });
    this.token = storage.read().token;
    storage.listen(() => this.otherTabWrote());
    window.addEventListener('online', () => this.update({ online: true }));
    window.addEventListener('offline', () => this.update({ online: false }));
    document.addEventListener('visibilitychange', () => !document.hidden && this.refresh());
  }

  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  update(changes) {
    this.state = { ...this.state, ...changes };
    this.listeners.forEach((listener) => listener());
  }

  /** The notice for a new visitor, the conversation so far for one who comes back. */
  async begin() {
    if (!this.token && this.code) return this.welcome();
    if (!this.token) return this.update({ stage: 'notice' });
    this.update({ stage: 'opening' });
    return this.refresh();
  }

  /** Which session the code belongs to is said before anybody agrees to anything. */
  async welcome() {
    try {
      this.update({ stage: 'notice', session: await this.connection.session(this.code) });
    } catch (trouble) {
      this.update({ stage: 'unreachable', note: noteOf(trouble) });
    }
  }

  /** As whom the visitor joins: organization, voice, named. */
  joinAs(fields) {
    this.update({ joining: { ...this.state.joining, ...fields } });
  }

  /** The visitor agrees: only now is anything sent. */
  async agree() {
    if (this.state.busy) return;
    this.update({ busy: true, note: null });
    try {
      const { session, joining, language } = this.state;
      this.token = await this.connection.visitor(language, session && { code: session.code, ...joining });
      this.storage.write({ token: this.token, language: this.state.language });
      this.update({ stage: 'talking', entries: [] });
      this.start();
    } catch (trouble) {
      this.update({ note: noteOf(trouble) });
    } finally {
      this.update({ busy: false });
    }
  }

  /** The first question follows the consent; the leader has said nothing, so no bubble is shown. */
  start() {
    this.send({ choices: ['do=start'], label: '' });
  }

  /** Takes the conversation as the server has it, with what is still on its way at its end. */
  async refresh() {
    if (!this.token || this.state.stage === 'notice' || this.outbox.sending) return;
    try {
      const { language, messages, token } = await this.connection.history();
      if (token) this.renew(token);
      if (this.outbox.sending) return;
      const entries = fromHistory(messages);
      for (const { id, label } of [...this.outbox.items]) {
        if (isAnswered(entries, id)) this.outbox.remove(id);
        else if (!entries.some(({ key }) => key === id)) entries.push(leaderEntry(id, label));
      }
      await this.speak(language);
      this.update({ stage: 'talking', entries });
      if (entries.length === 0) this.start();
      else this.outbox.run();
    } catch (trouble) {
      this.refreshFailed(trouble);
    }
  }

  /** The server has another secret than when the visitor came: from now on, the same token signed with that one. */
  renew(token) {
    this.token = token;
    this.storage.write({ token });
  }

  refreshFailed(trouble) {
    if (trouble.kind === 'stranger') this.forgotten('notice.unknown');
    else if (this.state.stage === 'opening') this.update({ stage: 'unreachable', note: noteOf(trouble) });
    // A conversation on the screen stays; the next message shows whether the server is there.
  }

  write(draft) {
    this.storage.write({ draft: draft || undefined });
    this.update({ draft });
  }

  /** Sends what was typed. */
  tell(words) {
    const text = words.trim();
    if (!text) return;
    this.write('');
    this.send({ text, label: text });
  }

  /** Sends payloads that were offered, or a standing command; `label` is what the leader sees as said. */
  choose(choices, label) {
    this.send({ choices, label });
  }

  send(message) {
    const item = { id: newId(), ...message };
    this.update({ note: null, entries: [...this.state.entries, leaderEntry(item.id, item.label)] });
    this.outbox.add(item);
  }

  retry() {
    this.outbox.run();
  }

  /** A message that was not sent is taken back: typed words return to where they were typed. */
  takeBack(id) {
    const item = this.outbox.remove(id);
    if (!item) return;
    this.update({ entries: this.state.entries.filter(({ turn }) => turn !== id) });
    this.giveBack([item]);
    if (!this.state.entries.length) this.start();
    else this.outbox.run();
  }

  /** The server may have changed the language at the leader's word. */
  done({ language }) {
    this.update({ note: null });
    if (language) this.speak(language).catch(() => this.update({ note: 'trouble.unreachable' }));
  }

  giveBack(items) {
    const words = [...items.map(({ text }) => text), this.state.draft].filter(Boolean);
    this.write(words.join('\n'));
  }

  refused(item, trouble) {
    this.update({ note: noteOf(trouble), entries: this.state.entries.filter(({ turn }) => turn !== item.id) });
    this.giveBack([item]);
    // What is on the screen may be old: another tab went on, or a button is no longer offered.
    if (item.label) this.refresh();
  }

  /** The server does not know this visitor any more: back to the notice, with the words kept. */
  forgotten(note) {
    this.token = undefined;
    this.storage.write({ token: undefined });
    this.giveBack(this.outbox.clear());
    this.update({ stage: 'notice', entries: [], note });
  }

  async switchLanguage(language) {
    try {
      await this.speak(language);
    } catch {
      return this.update({ note: 'trouble.unreachable' });
    }
    if (this.state.stage === 'talking') this.choose([`do=language:${language}`], this.state.say(`languages.${language}`));
  }

  /** The window's own words in another language; rejects where they cannot be had. */
  async speak(language) {
    if (language === this.state.language) return;
    const texts = await this.loadTexts(language);
    this.storage.write({ language });
    this.update({ language, texts, say: speaker(texts) });
  }

  /** All that is kept of the visitor, as a JSON text; null where it cannot be had (the note says why). */
  async data() {
    try {
      return await this.connection.data();
    } catch (trouble) {
      this.troubled(trouble);
      return null;
    }
  }

  /** Deletes everything here and on the server. @returns {Promise<boolean>} whether it is gone */
  async erase() {
    try {
      await this.connection.erase();
    } catch (trouble) {
      if (trouble.kind !== 'stranger') {
        this.troubled(trouble);
        return false;
      }
    }
    this.outbox.clear();
    this.token = undefined;
    this.storage.write({ token: undefined, draft: undefined });
    this.update({ stage: 'notice', entries: [], draft: '', note: 'notice.deleted' });
    return true;
  }

  /** The address of the result page, or null (the note says why). */
  async resultPage(id) {
    try {
      return await this.connection.resultPage(id);
    } catch (trouble) {
      this.troubled(trouble);
      return null;
    }
  }

  troubled(trouble) {
    if (trouble.kind === 'stranger') this.forgotten('notice.unknown');
    else this.update({ note: noteOf(trouble) });
  }

  otherTabWrote() {
    const { token, outbox } = this.storage.read();
    // A draft that changes there is of no interest here.
    const under = JSON.stringify([token, Object.keys(outbox || {})]);
    if (under === this.elsewhere) return undefined;
    this.elsewhere = under;
    if (token === this.token) return this.refresh();
    this.token = token;
    if (!token) return this.update({ stage: 'notice', entries: [], note: null });
    this.update({ stage: 'opening', entries: [] });
    return this.refresh();
  }

  /** The turn whose buttons can be used now. */
  get openTurn() {
    return this.outbox.empty ? openTurn(this.state.entries) : null;
  }
}

