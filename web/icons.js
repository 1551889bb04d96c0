/* Small drawings, 24 by 24, in the colour of the text round them. */
import { html } from './html.js';

const PATHS = {
  seedling: ['M12 21v-9', 'M12 12c0-4 3-7 8-7 0 5-3 7-8 7z', 'M12 15c0-3-2.500-5.500-7-5.500 0 4 2.500 5.500 7 5.500z'],
  menu: ['M5 12h.01', 'M12 12h.01', 'M19 12h.01'],
  close: ['M6 6l12 12', 'M18 6L6 18'],
  send: ['M12 19V5', 'M6 11l6-6 6 6'],
  check: ['M5 12.500l4.500 4.500L19 7.500'],
  language: ['M12 3a9 9 0 100 18 9 9 0 000-18z', 'M3 12h18', 'M12 3c3 3 3 15 0 18', 'M12 3c-3 3-3 15 0 18'],
  restart: ['M4 12a8 8 0 108-8c-2.500 0-4.500 1-6 2.500L4 8', 'M4 4v4h4'],
  download: ['M12 4v11', 'M7 10.500l5 5 5-5', 'M5 20h14'],
  remove: ['M5 7h14', 'M10 7V4h4v3', 'M7 7l1 13h8l1-13'],
  open: ['M14 4h6v6', 'M20 4l-9 9', 'M18 14v6H4V6h6'],
  edit: ['M4 20l1-4L16 5l3 3L8 19z'],
};

export const Icon = ({ name }) => html`
  <svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width=${name === 'menu' ? 3 : 1.8}
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
    ${PATHS[name].map((d) => html`<path d=${d} />`)}
  </svg>`;
