/* Name, progress, menu, close. */
import { Component, createRef } from './lib/preact.mjs';
import { progressOf } from './entries.js';
import { html } from './html.js';
import { Icon } from './icons.js';
import { saveFile } from './files.js';

export class Header extends Component {
  constructor(props) {
    super(props);
    this.menuButton = createRef();
    this.place = createRef();
  }

  componentDidMount() {
    this.outside = (event) => {
      if (this.props.menu && !event.composedPath().includes(this.place.current)) this.props.onMenu(false);
    };
    document.addEventListener('pointerdown', this.outside);
  }

  componentDidUpdate(before) {
    const { current } = this.place;
    if (before.menu === this.props.menu || !current) return;
    if (this.props.menu) current.querySelector('.menu button').focus();
    else if (current.contains(current.getRootNode().activeElement)) this.menuButton.current.focus();
  }

  componentWillUnmount() {
    document.removeEventListener('pointerdown', this.outside);
  }

  /** Does what an entry of the menu says; the menu goes. */
  pick(action) {
    this.props.onMenu(false);
    action();
  }

  async download() {
    const { conversation } = this.props;
    const data = await conversation.data();
    if (data !== null) saveFile(data, 'application/json', conversation.state.say('menu.file_name'));
  }

  render({ conversation, menu, onClose }) {
    const { stage, say, entries } = conversation.state;
    const talking = stage === 'talking';
    const progress = talking ? progressOf(entries) : null;
    return html`
      <header class="header">
        <span class="mark"><${Icon} name="seedling" /></span>
        <div class="titles">
          <h2 id="advisor-name">${say('name')}</h2>
          ${progress && html`<p class="progress-text" aria-hidden="true">${say('progress.text', progress)}</p>`}
        </div>
        ${!talking && this.languages().map((code) => html`
          <button class="quiet" type="button" lang=${code} onClick=${() => conversation.switchLanguage(code)}>
            ${say(`languages.${code}`)}
          </button>`)}
        ${talking && this.menu(menu)}
        ${onClose && html`
          <button class="icon-button" type="button" aria-label=${say('close')} title=${say('close')} onClick=${onClose}>
            <${Icon} name="close" />
          </button>`}
        ${progress && html`
          <div class="progress" role="progressbar" aria-label=${say('progress.label')} aria-valuemin="0"
            aria-valuemax=${progress.of} aria-valuenow=${progress.step} aria-valuetext=${say('progress.text', progress)}>
            <div style=${{ width: `${(100 * progress.step) / progress.of}%` }}></div>
          </div>`}
      </header>`;
  }

  languages() {
    const { texts, language } = this.props.conversation.state;
    return Object.keys(texts.languages).filter((code) => code !== language);
  }

  menu(open) {
    const { conversation, onMenu, onErase } = this.props;
    const { say } = conversation.state;
    const entry = (icon, text, action, lang) => html`
      <li><button type="button" lang=${lang} onClick=${() => this.pick(action)}><${Icon} name=${icon} />${text}</button></li>`;
    return html`
      <div class="menu-place" ref=${this.place}>
        <button class="icon-button" type="button" ref=${this.menuButton} aria-label=${say('menu.label')} title=${say('menu.label')}
          aria-expanded=${String(open)} aria-controls="advisor-menu" onClick=${() => onMenu(!open)}>
          <${Icon} name="menu" />
        </button>
        <ul class="menu" id="advisor-menu" hidden=${!open}>
          ${this.languages().map((code) => entry('language', say(`languages.${code}`), () => conversation.switchLanguage(code), code))}
          ${entry('restart', say('menu.start_over'), () => conversation.choose(['do=start_over'], say('menu.start_over')))}
          ${entry('download', say('menu.data'), () => this.download())}
          ${entry('remove', say('menu.delete'), onErase)}
        </ul>
      </div>`;
  }
}
