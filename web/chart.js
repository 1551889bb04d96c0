/* A chart from the server as a node: parsed as SVG, never as HTML, and reduced to what draws. */

const ACTIVE = 'script, foreignObject, iframe, object, embed, audio, video, style, link, animate, set, use, image';

/** @returns {Element|null} null where the text is no SVG */
export function chartFrom(text) {
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
  const svg = parsed.documentElement;
  if (svg.localName !== 'svg' || parsed.querySelector('parsererror')) return null;
  svg.querySelectorAll(ACTIVE).forEach((element) => element.remove());
  for (const element of [svg, ...svg.querySelectorAll('*')]) {
    for (const { name, value } of [...element.attributes]) {
      const leaves = /href$/i.test(name) && !value.startsWith('#');
      // Pages may forbid style attributes; charts are drawn with classes and presentation attributes.
      if (/^on/i.test(name) || name === 'style' || leaves) element.removeAttribute(name);
    }
  }
  return document.importNode(svg, true);
}
