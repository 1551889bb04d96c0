/* A note is what the visitor should know now: a path into the texts, or {said} with a sentence of the server's. */

/** The note about a Trouble: in the server's words where it gave any. */
export const noteOf = (trouble) => (trouble.text ? { said: trouble.text } : `trouble.${trouble.kind}`);

export const noteText = ({ note, say }) => (note ? note.said || say(note) : '');
