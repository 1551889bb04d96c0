/* The conversation as a page of its own. */
import { mount } from './app.js';

const place = document.getElementById('advisor');

try {
  const app = await mount({ root: place.attachShadow({ mode: 'open' }), language: document.documentElement.lang, mode: 'page', session: place.dataset.session });
  app.open();
} catch (error) {
  console.error('Cultivation Advisor:', error);
  document.getElementById('failed').hidden = false;
}
