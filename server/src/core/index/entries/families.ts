// Owns the ways in which the family names of authors are written.
import { fold, foldUmlauts, lettersOf } from '../../text/fold';

/** Words of the longest family name that is read: `de la Fuente García`. */
export const FAMILY_WORDS = 4;
const PARTICLES =
  /^(?:al|bin|da|de|del|della|den|der|di|do|dos|du|el|ibn|la|le|op|ten|ter|van|von|zu|zum|zur)$/;

/** Most names, which have one form. */
const PLAIN = /^[A-Za-z]+$/;

/** A family name as folded letters: as it is, with umlauts spelled out, and each without `van der` before it. */
export function familyForms(family: string): string[] {
  if (PLAIN.test(family)) return [family.toLowerCase()];
  const bare = family.replace(/^(?:\p{Ll}[\p{Ll}'’]*\s+)+/u, '');
  const forms = [family, bare].flatMap((name) => {
    const letters = lettersOf(name);
    return [fold(letters), foldUmlauts(letters) ?? ''];
  });
  return [...new Set(forms)].filter((letters) => letters !== '');
}

/** A small word that belongs to some family names, and is a preposition otherwise. */
export function isParticle(folded: string): boolean {
  return PARTICLES.test(folded);
}
