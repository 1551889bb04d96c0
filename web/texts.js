/* The words of one language (knowledge/<language>/widget.yml) and how the {names} in them are filled. */

/** @returns {Promise<object>} the texts; rejects where the server does not give them */
export async function loadTexts(server, language) {
  const address = new URL(`web/texts/${language}.json`, server);
  const response = await fetch(address, { credentials: 'omit' });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.json();
}

/**
 * A function that says the text at a path: `say('progress.text', {step: 4, of: 12})`.
 * A missing text or value is a mistake of ours and throws.
 */
export function speaker(texts) {
  return (path, values = {}) => {
    const text = path.split('.').reduce((part, name) => part && part[name], texts);
    if (typeof text !== 'string') throw new Error(`widget.yml has no text ${path}`);
    return text.replace(/\{(\w+)\}/g, (_, name) => {
      if (!(name in values)) throw new Error(`${path} lacks a value for {${name}}`);
      return String(values[name]);
    });
  };
}
