// Owns making a sentence of a phrase from a file, where it stands on its own.

/** The phrase with a capital and a full stop, as far as it lacks them. */
export function asSentence(phrase: string): string {
  const text = phrase.trim();
  if (text === '') return '';
  const head = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?]["')\]]*$/.test(head) ? head : `${head}.`;
}
