// Owns how letters are compared: one folded form for case, accents, ligatures and Greek letters.

const SPELLED: ReadonlyMap<string, string> = new Map([
  ...Object.entries({
    ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h', ŧ: 't',
    α: 'alpha', β: 'beta', γ: 'gamma', δ: 'delta', ε: 'epsilon', ζ: 'zeta', η: 'eta', θ: 'theta',
    ι: 'iota', κ: 'kappa', λ: 'lambda', μ: 'mu', ν: 'nu', ξ: 'xi', ο: 'omicron', π: 'pi', ρ: 'rho',
    σ: 'sigma', ς: 'sigma', τ: 'tau', υ: 'upsilon', φ: 'phi', χ: 'chi', ψ: 'psi', ω: 'omega',
  }),
]); // prettier-ignore

/** The folded letter or digit that an ASCII character is; 0 for those that are neither. */
export const FOLDED_ASCII = Uint8Array.from({ length: 128 }, (_, unit) => {
  const folded = String.fromCharCode(unit).toLowerCase();
  return /[a-z0-9]/.test(folded) ? folded.charCodeAt(0) : 0;
});

const MARKS = /\p{M}+/gu;
const TO_SPELL = new RegExp(`[${[...SPELLED.keys()].join('')}]`, 'gu');

/** Most texts are, and what is done with them is simple then. Most are short: a loop takes half the time of a pattern. */
export function isPlainAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit > 0x7e) return false;
  }
  return true;
}

/**
 * The form in which letters are compared: lower case, compatibility forms, no accents, ligatures and
 * Greek letters spelled out (`Müller` → `muller`, `μP` → `mup`). Its length may differ from the input's.
 */
export function fold(text: string): string {
  if (isPlainAscii(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(MARKS, '')
    .replace(TO_SPELL, (letter) => SPELLED.get(letter) ?? letter);
}

const UMLAUTS: ReadonlyMap<string, string> = new Map([
  ['ä', 'ae'],
  ['ö', 'oe'],
  ['ü', 'ue'],
  ['å', 'aa'],
]);

/** The second habit of writing umlauts, already folded (`LLäMmlein` → `llaemmlein`), if it differs. */
export function foldUmlauts(text: string): string | undefined {
  const lower = text.normalize('NFC').toLowerCase();
  const spelled = lower.replace(/[äöüå]/g, (letter) => UMLAUTS.get(letter) ?? letter);
  return spelled === lower ? undefined : fold(spelled);
}

/** Letters and digits only, case and accents kept: what two spellings of a name must share. */
export function lettersOf(text: string): string {
  if (isPlainAscii(text)) return text.replace(/[^a-z0-9]+/gi, '');
  return text.normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, '');
}
