/* One message of the advisor: text, a folded detail, the review, or the result, with its quick replies. */
import { html } from './html.js';
import { Icon } from './icons.js';
import { Replies } from './replies.js';
import { Result } from './result_card.js';

export const Message = ({ entry, conversation, open, choose }) => {
  const { message, turn } = entry;
  const { say } = conversation.state;
  return html`
    <div class="entry advisor-said" data-turn=${turn}>
      <span class="unseen">${say('log.advisor')} </span>
      ${body(message, conversation, open, choose)}
      ${open && html`<${Replies} message=${message} say=${say} choose=${choose} />`}
    </div>`;
};

function body(message, conversation, open, choose) {
  const { say } = conversation.state;
  const text = message.brief || message.text;
  if (message.card) {
    return html`
      ${message.brief && html`<p class="bubble" dir="auto">${message.brief}</p>`}
      <${Result} card=${message.card} conversation=${conversation} />`;
  }
  if (message.items) {
    return html`
      ${message.brief && html`<p class="bubble" dir="auto">${message.brief}</p>`}
      <${Review} items=${message.items} say=${say} choose=${open && choose} />`;
  }
  if (message.title) {
    return html`<details class="detail"><summary dir="auto">${message.title}</summary><p dir="auto">${text}</p></details>`;
  }
  return text && html`<p class="bubble" dir="auto">${text}</p>`;
}

/** Every answer, by part, each with a button that opens its question again. */
const Review = ({ items, say, choose }) => {
  const parts = [...new Set(items.map(({ part }) => part))];
  return html`
    <div class="review">
      ${parts.map((part) => html`
        <section>
          <h3 dir="auto">${part}</h3>
          <ul>
            ${items.filter((item) => item.part === part).map(({ question, name, answer }) => html`
              <li>
                <div dir="auto"><span class="name">${name}</span><span class="answer">${answer}</span></div>
                ${choose && html`
                  <button class="icon-button" type="button" title=${say('review.change')}
                    aria-label=${say('review.change_this', { name })}
                    onClick=${() => choose([`do=change:${question}`], say('review.change_this', { name }))}>
                    <${Icon} name="edit" />
                  </button>`}
              </li>`)}
          </ul>
        </section>`)}
    </div>`;
};
