/* Quick replies under the newest turn: one tap answers; where several answers fit, they are switched on and sent together. */
import { Component } from './lib/preact.mjs';
import { html } from './html.js';
import { Icon } from './icons.js';

export class Replies extends Component {
  constructor(props) {
    super(props);
    this.state = { picked: [] };
  }

  toggle({ payload }) {
    const { picked } = this.state;
    this.setState({ picked: picked.includes(payload) ? picked.filter((other) => other !== payload) : [...picked, payload] });
  }

  send(switches) {
    const chosen = switches.filter(({ payload }) => this.state.picked.includes(payload));
    const { say, choose } = this.props;
    choose(chosen.map(({ payload }) => payload), chosen.map(({ title }) => title).join(say('list.comma')));
  }

  render({ message, say, choose }, { picked }) {
    const { switches, single, question } = sorted(message);
    if (!switches.length && !single.length && !question) return null;
    const one = ({ title, payload }) => html`
      <button class="option" type="button" dir="auto" onClick=${() => choose([payload], title)}>${title}</button>`;
    return html`
      <div class="replies">
        ${switches.length > 0 && html`
          <div class="options" role="group" aria-label=${say('replies.several')}>
            ${switches.map((button) => html`
              <button class="option switch" type="button" dir="auto" aria-pressed=${String(picked.includes(button.payload))}
                onClick=${() => this.toggle(button)}>
                <span class="box"><${Icon} name="check" /></span>${button.title}
              </button>`)}
          </div>
          <button class="primary" type="button" disabled=${!picked.length} onClick=${() => this.send(switches)}>
            ${picked.length ? say('replies.done_count', { count: picked.length }) : say('replies.done')}
          </button>`}
        ${single.length > 0 && html`<div class="options">${single.map(one)}</div>`}
        ${question && html`<${Asides} question=${question} say=${say} choose=${choose} />`}
      </div>`;
  }
}

/** What can always be said at an open question. */
const Asides = ({ question, say, choose }) => {
  const aside = (command, text) => html`
    <button class="link" type="button" onClick=${() => choose([command], text)}>${text}</button>`;
  return html`
    <div class="asides">
      ${aside('do=why', say('replies.why'))}
      ${question.step > 1 && aside('do=go_back', say('replies.back'))}
      ${aside('do=skip', say('replies.skip'))}
    </div>`;
};

/** The buttons of a message by what a tap does: switches (values of a question that takes several) or send at once. */
function sorted({ buttons = [], custom }) {
  const question = custom && custom.type === 'question' ? custom : null;
  const offered = buttons.filter(({ payload }) => !(question && payload === 'do=skip'));
  const values = question && question.multiple ? question.options.map(({ value }) => `${question.id}=${value}`) : [];
  // "Keep it" may carry the same payload as one of the values: the value comes first.
  const switches = values.map((payload) => offered.find((button) => button.payload === payload)).filter(Boolean);
  return { question, switches, single: offered.filter((button) => !switches.includes(button)) };
}
