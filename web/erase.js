/* Asks before everything is deleted. */
import { Component, createRef } from './lib/preact.mjs';
import { html } from './html.js';

export class Erase extends Component {
  constructor(props) {
    super(props);
    this.keep = createRef();
  }

  componentDidMount() {
    this.keep.current.focus();
  }

  async erase() {
    if (this.state.busy) return;
    this.setState({ busy: true });
    await this.props.conversation.erase();
    this.props.onDone();
  }

  render({ conversation, onDone }, { busy }) {
    const { say } = conversation.state;
    return html`
      <div class="veil">
        <div class="sheet" role="alertdialog" aria-modal="true" aria-labelledby="erase-title" aria-describedby="erase-text">
          <h2 id="erase-title">${say('erase.title')}</h2>
          <p id="erase-text">${say('erase.text')}</p>
          <div class="row">
            <button class="secondary" type="button" ref=${this.keep} onClick=${onDone}>${say('erase.keep')}</button>
            <button class="primary" type="button" aria-disabled=${String(Boolean(busy))} onClick=${() => this.erase()}>
              ${say('erase.agree')}
            </button>
          </div>
        </div>
      </div>`;
  }
}
