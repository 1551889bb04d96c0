/* The window: header, then the notice or the conversation; keys, focus, and room for the phone's keyboard. */
import { Component, createRef } from './lib/preact.mjs';
import { Composer } from './composer.js';
import { Erase } from './erase.js';
import { Header } from './header.js';
import { html } from './html.js';
import { Log } from './log.js';
import { noteText } from './note.js';
import { Notice } from './notice.js';

export class Panel extends Component {
  constructor(props) {
    super(props);
    this.state = { erasing: false, menu: false };
    this.panel = createRef();
    this.fit = this.fit.bind(this);
  }

  componentDidMount() {
    const { conversation } = this.props;
    this.stop = conversation.subscribe(() => this.setState({}));
    if (window.visualViewport) {
      visualViewport.addEventListener('resize', this.fit);
      visualViewport.addEventListener('scroll', this.fit);
      this.fit();
    }
    this.stage = conversation.state.stage;
    if (this.props.mode === 'dialog') this.settle();
  }

  componentDidUpdate(_, before) {
    const { stage } = this.props.conversation.state;
    if (before.erasing && !this.state.erasing && stage === 'talking') this.find('.menu-place button').focus();
    if (stage === this.stage) return;
    const loaded = this.stage === 'opening';
    this.stage = stage;
    // A page of its own takes the focus only when what was focused has gone.
    if (this.props.mode === 'dialog' || (!loaded && this.holdsNoFocus())) this.settle();
  }

  componentWillUnmount() {
    this.stop();
    if (!window.visualViewport) return;
    visualViewport.removeEventListener('resize', this.fit);
    visualViewport.removeEventListener('scroll', this.fit);
  }

  holdsNoFocus() {
    return !this.panel.current.contains(this.panel.current.getRootNode().activeElement);
  }

  /** Focus moves to what is new; on touch screens not into the field, which would bring up the keyboard. */
  settle() {
    const fine = window.matchMedia('(pointer: fine)').matches;
    const wanted = this.stage === 'talking' ? (fine ? '.composer textarea' : '.log-scroll') : '[data-focus]';
    (this.find(wanted) || this.panel.current).focus();
  }

  find(selector) {
    return this.panel.current.querySelector(selector);
  }

  /** On phones the window is as high as what the keyboard leaves. */
  fit() {
    const { height, offsetTop, scale } = window.visualViewport;
    // Zoomed in by the visitor, the window stays as it is.
    if (scale > 1.01) return;
    this.panel.current.style.setProperty('--visible-height', `${Math.round(height)}px`);
    this.panel.current.style.setProperty('--visible-top', `${Math.round(offsetTop)}px`);
  }

  pressed(event) {
    if (event.key !== 'Escape' || event.isComposing || event.keyCode === 229) return;
    event.stopPropagation();
    if (this.state.erasing) this.setState({ erasing: false });
    else if (this.state.menu) this.setState({ menu: false });
    else if (this.props.mode === 'dialog') this.props.onClose();
  }

  render({ conversation, mode, onClose }, { erasing, menu }) {
    const { state } = conversation;
    const dialog = mode === 'dialog';
    return html`
      <section class="panel" ref=${this.panel} role=${dialog ? 'dialog' : undefined} tabindex="-1" lang=${state.language}
        aria-labelledby="advisor-name" onKeyDown=${(event) => this.pressed(event)}>
        <div class="all" inert=${erasing}>
          <${Header} conversation=${conversation} menu=${menu} onMenu=${(open) => this.setState({ menu: open })}
            onErase=${() => this.setState({ erasing: true, menu: false })} onClose=${dialog ? onClose : null} />
          ${this.body(conversation)}
        </div>
        ${erasing && html`<${Erase} conversation=${conversation} onDone=${() => this.setState({ erasing: false })} />`}
      </section>`;
  }

  body(conversation) {
    const { stage, say } = conversation.state;
    if (stage === 'notice') return html`<${Notice} conversation=${conversation} standalone=${this.props.mode === 'page'} />`;
    if (stage === 'opening') return html`<div class="middle" role="status"><p>${say('opening')}</p></div>`;
    if (stage === 'unreachable') {
      return html`<div class="middle" data-focus tabindex="-1">
        <p role="alert">${noteText(conversation.state)}</p>
        <button class="primary" type="button" onClick=${() => conversation.begin()}>${say('try_again')}</button>
      </div>`;
    }
    return html`
      <${Log} conversation=${conversation} />
      <${Status} state=${conversation.state} />
      <${Composer} conversation=${conversation} />`;
  }
}

/** What the visitor should know now: read out when it changes. */
const Status = ({ state }) => html`
  <div class="status" role="status">
    ${!state.online && html`<p>${state.say('offline')}</p>`}
    ${state.note && html`<p>${noteText(state)}</p>`}
  </div>`;
