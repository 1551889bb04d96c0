/* The result in short; the whole of it is a page of its own. */
import { Component, createRef } from './lib/preact.mjs';
import { chartFrom } from './chart.js';
import { openPage } from './files.js';
import { html } from './html.js';
import { Icon } from './icons.js';

export class Result extends Component {
  constructor(props) {
    super(props);
    this.state = { address: null, busy: false };
  }

  async open() {
    if (this.state.busy) return;
    this.setState({ busy: true });
    const { card, conversation } = this.props;
    const address = await openPage(conversation.resultPage(card.result));
    this.setState({ busy: false, address });
  }

  render({ card, conversation }, { address, busy }) {
    const { say } = conversation.state;
    return html`
      <article class="card">
        <h3 class="card-title" dir="auto">${card.title}</h3>
        ${card.certainty && html`<p class="certainty" dir="auto">${card.certainty}</p>`}
        ${card.summary && html`<p dir="auto">${card.summary}</p>`}
        ${card.chart && html`<${Chart} svg=${card.chart} />`}
        ${card.problems && card.problems.length > 0 && html`
          <h4>${say('card.problems')}</h4>
          <ul>${card.problems.map(({ title, cite }) => html`<li dir="auto">${title} <span class="cite">${cite}</span></li>`)}</ul>`}
        ${card.more > 0 && html`<p class="more">${say('card.more', { count: card.more })}</p>`}
        ${card.steps && card.steps.length > 0 && html`
          <h4>${say('card.steps')}</h4>
          <ol>${card.steps.map(({ title, who }) => html`<li dir="auto">${title} <span class="cite">${who}</span></li>`)}</ol>`}
        ${card.result && html`
          <button class="primary" type="button" aria-disabled=${String(busy)} onClick=${() => this.open()}>
            ${say('card.open')}<${Icon} name="open" />
          </button>`}
        ${address && html`
          <p class="blocked" role="status">${say('card.blocked')} <a href=${address} target="_blank" rel="noopener"
            onClick=${() => setTimeout(() => this.setState({ address: null }))}>${say('card.link')}</a></p>`}
      </article>`;
  }
}

class Chart extends Component {
  constructor(props) {
    super(props);
    this.place = createRef();
  }

  componentDidMount() {
    const chart = chartFrom(this.props.svg);
    if (chart) this.place.current.append(chart);
  }

  // What is in here is not preact's to change.
  shouldComponentUpdate() {
    return false;
  }

  render() {
    return html`<div class="chart" ref=${this.place}></div>`;
  }
}
