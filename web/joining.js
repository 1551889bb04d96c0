/* Joining a training session: which one, and as whom. In an anonymous one no name is asked. */
import { html } from './html.js';

const LONGEST = 80;

export const Joining = ({ conversation }) => {
  const { say, session, joining } = conversation.state;
  const typed = (name) => (event) => conversation.joinAs({ [name]: event.target.value });
  return html`
    <section class="joining" aria-label=${say('join.title')}>
      <p class="lead" dir="auto">${say('join.about', { name: session.name })}</p>
      <p>${say(session.anonymous ? 'join.anonymous' : 'join.named')}</p>
      ${!session.anonymous && html`
        <label>${say('join.organization')}
          <input name="organization" maxlength=${LONGEST} autocomplete="organization" required
            value=${joining.organization} onInput=${typed('organization')} />
        </label>
        <label>${say('join.voice')}
          <input name="voice" maxlength=${LONGEST} autocomplete="off" value=${joining.voice} onInput=${typed('voice')} />
        </label>
        <label class="agree">
          <input type="checkbox" name="named" checked=${joining.named}
            onChange=${(event) => conversation.joinAs({ named: event.target.checked })} />
          <span>${say('join.agree')}</span>
        </label>`}
    </section>`;
};
