/* Where the leader types. Enter sends, Shift+Enter makes a line; Enter that ends a word of an input method does not send. */
import { Component, createRef } from './lib/preact.mjs';
import { html } from './html.js';
import { Icon } from './icons.js';

const LONGEST = 1000;
const LAST = 150;
const HIGHEST = 132;

export class Composer extends Component {
  constructor(props) {
    super(props);
    this.field = createRef();
  }

  componentDidMount() {
    this.grow();
  }

  componentDidUpdate() {
    this.grow();
  }

  grow() {
    const { current } = this.field;
    current.style.height = 'auto';
    current.style.height = `${Math.min(current.scrollHeight, HIGHEST)}px`;
  }

  pressed(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.send();
  }

  send() {
    const { conversation } = this.props;
    if (conversation.state.draft.length <= LONGEST) conversation.tell(conversation.state.draft);
    this.field.current.focus();
  }

  render({ conversation }) {
    const { say, draft } = conversation.state;
    const left = LONGEST - draft.length;
    return html`
      <form class="composer" onSubmit=${(event) => { event.preventDefault(); this.send(); }}>
        <label class="unseen" for="advisor-words">${say('composer.label')}</label>
        <textarea id="advisor-words" ref=${this.field} rows="1" dir="auto" maxlength=${LONGEST} enterkeyhint="send"
          placeholder=${say('composer.placeholder')} aria-describedby="advisor-left" value=${draft}
          onInput=${(event) => conversation.write(event.target.value)} onKeyDown=${(event) => this.pressed(event)}></textarea>
        <button class="send" type="submit" aria-label=${say('composer.send')} title=${say('composer.send')}
          aria-disabled=${String(!draft.trim())}><${Icon} name="send" /></button>
        <p class="left" id="advisor-left">${left < 0 ? say('composer.too_long', { count: -left }) : left <= LAST && say('composer.left', { count: left })}</p>
      </form>`;
  }
}
