/* What is kept, where, how long, who sees it, how to delete it: read before anything is sent. */
import { html } from './html.js';
import { Joining } from './joining.js';
import { noteText } from './note.js';

const ROWS = ['what', 'where', 'how_long', 'who', 'delete', 'browser'];

/** standalone: the page holds nothing but the conversation, so it shows the way to its other doors. */
export const Notice = ({ conversation, standalone }) => {
  const { say, note, busy, draft, session } = conversation.state;
  return html`
    <div class="notice">
      <div class="notice-text" data-focus tabindex="0" role="region" aria-label=${say('notice.title')}>
        ${note && html`<p class="callout" role="status">${noteText({ note, say })}${draft && ` ${say('notice.words_kept')}`}</p>`}
        ${session && html`<${Joining} conversation=${conversation} />`}
        <p class=${session ? '' : 'lead'}>${say('notice.about')}</p>
        <h3>${say('notice.title')}</h3>
        <dl>
          ${ROWS.map((row) => html`<div><dt>${say(`notice.${row}.name`)}</dt><dd>${say(`notice.${row}.text`)}</dd></div>`)}
        </dl>
        ${!conversation.storage.lasting && html`<p class="callout">${say('notice.not_lasting')}</p>`}
        ${standalone && !session && html`
          <p class="elsewhere"><a href="/join">${say('elsewhere.code')}</a> <a href="/training">${say('elsewhere.staff')}</a></p>`}
      </div>
      <div class="notice-agree">
        <button class="primary" type="button" aria-disabled=${String(busy)} onClick=${() => conversation.agree()}>
          ${say(busy ? 'notice.starting' : 'notice.agree')}
        </button>
      </div>
    </div>`;
};
