/* The conversation: what was said, what can be answered, and that the advisor is writing. */
import { Component, createRef } from './lib/preact.mjs';
import { html } from './html.js';
import { Message } from './message.js';

const SHOWN_AFTER = 300;
const MARGIN = 12;

export class Log extends Component {
  constructor(props) {
    super(props);
    this.scroller = createRef();
    this.end = true;
  }

  componentDidMount() {
    this.place();
    const { current } = this.scroller;
    this.height = current.clientHeight;
    this.resized = new ResizeObserver(() => this.fit());
    this.resized.observe(current);
  }

  componentDidUpdate() {
    if (this.shown() !== this.placed) this.place();
  }

  componentWillUnmount() {
    this.resized.disconnect();
  }

  /** What there is to see: it changes with a new entry, and when the buttons come. */
  shown() {
    const { state: { entries }, openTurn } = this.props.conversation;
    return `${entries.length ? entries[entries.length - 1].key : ''} ${openTurn}`;
  }

  /** Shows the newest turn: all of it where it fits, else from its beginning. */
  place() {
    const { entries } = this.props.conversation.state;
    if (!entries.length) return;
    const { turn } = entries[entries.length - 1];
    this.placed = this.shown();
    const { current } = this.scroller;
    const first = [...current.querySelectorAll('[data-turn]')].find((element) => element.dataset.turn === turn);
    if (first) current.scrollTop = first.offsetTop - MARGIN;
  }

  /** When the keyboard comes up, what was at the end stays in sight. */
  fit() {
    const { current } = this.scroller;
    if (this.end && current.clientHeight !== this.height) current.scrollTop = current.scrollHeight;
    this.height = current.clientHeight;
  }

  scrolled({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) {
    this.end = scrollHeight - scrollTop - clientHeight < 2;
  }

  /** A button that was used goes away: focus stays in the conversation, so that Tab leads to what comes next. */
  choose(choices, label) {
    this.scroller.current.focus({ preventScroll: true });
    this.props.conversation.choose(choices, label);
  }

  render({ conversation }) {
    const { state, outbox, openTurn } = conversation;
    return html`
      <div class="log-scroll" ref=${this.scroller} tabindex="0" role="group" aria-label=${state.say('log.label')}
        onScroll=${(event) => this.scrolled(event)}>
        <div class="log" role="log" aria-live="polite" aria-relevant="additions">
          ${state.entries.map((entry) => entry.from === 'leader'
            ? entry.text && html`<${Said} key=${entry.key} entry=${entry} conversation=${conversation} />`
            : html`<${Message} key=${entry.key} entry=${entry} conversation=${conversation} open=${entry.turn === openTurn}
                choose=${(choices, label) => this.choose(choices, label)} />`)}
        </div>
        ${outbox.sending && state.online && html`<${Writing} say=${state.say} />`}
        ${this.failedStart()}
      </div>`;
  }

  /** A message without a bubble (the start) that failed still has to be seen. */
  failedStart() {
    const { conversation } = this.props;
    const failed = conversation.outbox.items.find(({ id, label }) => !label && conversation.outbox.status(id) === 'failed');
    return failed && html`<div class="failed-start"><${NotSent} id=${failed.id} conversation=${conversation} /></div>`;
  }
}

/** What the leader said. */
const Said = ({ entry, conversation }) => {
  const { state: { say }, outbox } = conversation;
  const status = outbox.status(entry.key);
  return html`
    <div class="entry leader" data-turn=${entry.turn}>
      <p class="bubble" dir="auto"><bdi class="unseen">${say('log.leader')} </bdi>${entry.text}</p>
      ${status === 'waiting' && html`<p class="fate">${say('log.waiting')}</p>`}
      ${status === 'failed' && html`<${NotSent} id=${entry.key} conversation=${conversation} takeBack />`}
    </div>`;
};

const NotSent = ({ id, conversation, takeBack }) => {
  const { state: { say }, outbox } = conversation;
  return html`
    <div class="fate" role="alert">
      <p>${outbox.fault(id) || say('log.not_sent')}</p>
      <button class="link" type="button" onClick=${() => conversation.retry()}>${say('log.retry')}</button>
      ${takeBack && html`<button class="link" type="button" onClick=${() => conversation.takeBack(id)}>${say('log.take_back')}</button>`}
    </div>`;
};

/** Shown when an answer takes a moment, not before. */
class Writing extends Component {
  componentDidMount() {
    this.clock = setTimeout(() => this.setState({ shown: true }), SHOWN_AFTER);
  }

  componentWillUnmount() {
    clearTimeout(this.clock);
  }

  render({ say }, { shown }) {
    return html`
      <div class="writing" role="status">
        ${shown && html`<span class="unseen">${say('log.writing')}</span><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>`}
      </div>`;
  }
}
