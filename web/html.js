/* Templates without a build step: htm bound to preact. */
import htm from './lib/htm.js';
import { h } from './lib/preact.mjs';

export const html = htm.bind(h);
