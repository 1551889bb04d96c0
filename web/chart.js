/* A chart from the server as a node: parsed as SVG, never as HTML, and reduced to what draws. */

const ACTIVE = 'script, foreignObject, iframe, object, embed, audio, video, style, link, animate, set, use, image';
const NAMED_BY = ['aria-labelledby', 'aria-describedby'];
let drawn = 0;

/** @returns {Element|null} null where the text is no SVG */
export function chartFrom(text) {
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
  const svg = parsed.documentElement;
  if (svg.localName !== 'svg' || parsed.querySelector('parsererror')) return null;
  svg.querySelectorAll(ACTIVE).forEach((element) => element.remove());
  drawn += 1;
  for (const element of [svg, ...svg.querySelectorAll('*')]) clean(element);
  return document.importNode(svg, true);
}

function clean(element) {
  for (const { name, value } of [...element.attributes]) {
    // Pages may forbid style attributes; charts are drawn with classes and presentation attributes.
    if (/^on/i.test(name) || /href$/i.test(name) || name === 'style') element.removeAttribute(name);
    // Two results in one conversation are drawn with the same ids.
    else if (name === 'id') element.id = own(value);
    else if (NAMED_BY.includes(name)) element.setAttribute(name, value.split(/\s+/).map(own).join(' '));
  }
}

const own = (id) => `${id}-${drawn}`;
