/* The conversation as a list of entries, and what follows from it. Pure.
 *
 * An entry: {key, turn, from: 'leader', text} or {key, turn, from: 'advisor', message}. `turn` is the id of the
 * leader's message it belongs to; keys are the same whether an entry came live or from the history, so that what
 * is on the screen stays as it is (and is not read out again). */

const OPENING = 'opening';

export const leaderEntry = (id, text) => ({ key: id, turn: id, from: 'leader', text });

export const advisorEntry = (turn, index, message) => ({ key: `${turn}:${index}`, turn, from: 'advisor', message });

export function fromHistory(messages) {
  let turn = OPENING;
  let index = 0;
  return messages.map((message) => {
    if (message.from === 'leader') {
      turn = message.id;
      index = 0;
      return leaderEntry(turn, message.text);
    }
    return advisorEntry(turn, index++, message);
  });
}

/** The entries with one reply put in its place (a reply that is there already is replaced). */
export function withReply(entries, turn, index, message) {
  const entry = advisorEntry(turn, index, message);
  const there = entries.findIndex(({ key }) => key === entry.key);
  if (there >= 0) return entries.map((old, place) => (place === there ? entry : old));
  const last = entries.map((old) => old.turn).lastIndexOf(turn);
  return [...entries.slice(0, last + 1), entry, ...entries.slice(last + 1)];
}

export const isAnswered = (entries, turn) => entries.some((entry) => entry.turn === turn && entry.from === 'advisor');

/** The turn whose buttons can be used: the newest, once the advisor has spoken. */
export function openTurn(entries) {
  const last = entries[entries.length - 1];
  return last && last.from === 'advisor' ? last.turn : null;
}

/** {step, of} of the question the conversation is at; null before the first and after the result. */
export function progressOf(entries) {
  for (const { message } of [...entries].reverse()) {
    const custom = message && message.custom;
    if (!custom) continue;
    if (custom.type === 'question') return { step: custom.step, of: custom.of };
    if (custom.type === 'assessment') return null;
  }
  return null;
}
