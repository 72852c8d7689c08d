// Owns which names between `&` and `;` are those of a character.
import type { InlineContext } from '@lezer/markdown';
import { matchEnd } from './scan';

const AMPERSAND = 38;
/** Of letters and of common signs; what else ends in a semicolon, as `R&D;` does, is text. */
const NAMES = [
  '[A-Za-z](?:acute|caron|cedil|circ|grave|ring|slash|tilde|uml)|[AO]Elig|[ao]elig|szlig',
  'amp|lt|gt|quot|apos|nbsp|ensp|emsp|thinsp|[nm]dash|hellip|[lr](?:s|d|a)quo',
  'sect|para|copy|reg|deg|middot|times',
].join('|');
const ENTITY = new RegExp(`&(?:#\\d{1,7}|#[xX][\\da-fA-F]{1,6}|${NAMES});`, 'y');

export function parseEntity(cx: InlineContext, next: number, pos: number): number {
  const end = next === AMPERSAND ? matchEnd(ENTITY, cx.text, pos - cx.offset) : -1;
  return end < 0 ? -1 : cx.addElement(cx.elt('Entity', pos, cx.offset + end));
}
