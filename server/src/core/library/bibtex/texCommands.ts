// Owns which letters and signs the commands of TeX stand for. What is not listed here keeps its argument only.

type Table = Readonly<Record<string, string>>;

function table(...rows: readonly Table[]): ReadonlyMap<string, string> {
  return new Map(rows.flatMap((row) => Object.entries(row)));
}

/** Accents by the sign of their command, as combining marks. */
export const SIGN_ACCENTS = table({
  '`': '\u0300', "'": '\u0301', '^': '\u0302', '~': '\u0303', '"': '\u0308', '=': '\u0304', '.': '\u0307',
}); // prettier-ignore

/** Accents by the name of their command. */
export const WORD_ACCENTS = table({
  u: '\u0306', v: '\u030c', H: '\u030b', c: '\u0327', d: '\u0323', b: '\u0331', r: '\u030a', k: '\u0328',
  h: '\u0309', G: '\u030f', U: '\u030e', f: '\u0311', textcommabelow: '\u0326',
}); // prettier-ignore

/** Commands of one sign that is no accent. Others stand for their sign. */
export const SIGNS = table({
  '\\': ' ', ',': ' ', ';': ' ', ':': ' ', '\n': ' ', '\r': ' ', '!': '', '/': '', '-': '', '@': '', '*': '',
  '(': '', ')': '', '|': '‖',
}); // prettier-ignore

const GREEK = `alpha:α beta:β gamma:γ delta:δ epsilon:ε varepsilon:ε zeta:ζ eta:η theta:θ vartheta:ϑ iota:ι
kappa:κ lambda:λ mu:μ nu:ν xi:ξ pi:π varpi:ϖ rho:ρ varrho:ϱ sigma:σ varsigma:ς tau:τ upsilon:υ phi:φ varphi:φ
chi:χ psi:ψ omega:ω Gamma:Γ Delta:Δ Theta:Θ Lambda:Λ Xi:Ξ Pi:Π Sigma:Σ Upsilon:Υ Phi:Φ Psi:Ψ Omega:Ω`;

/** Commands for letters and signs, in prose and in formulas. */
export const WORDS = table(
  Object.fromEntries(GREEK.split(/\s+/).map((pair) => pair.split(':') as [string, string])),
  {
    ss: 'ß', SS: 'ẞ', o: 'ø', O: 'Ø', l: 'ł', L: 'Ł', ae: 'æ', AE: 'Æ', oe: 'œ', OE: 'Œ', aa: 'å', AA: 'Å',
    i: 'ı', j: 'ȷ', dh: 'ð', DH: 'Ð', th: 'þ', TH: 'Þ', dj: 'đ', DJ: 'Đ', ng: 'ŋ', NG: 'Ŋ', ij: 'ĳ', IJ: 'Ĳ',
  },
  {
    textendash: '–', textemdash: '—', textquoteleft: '‘', textquoteright: '’', textquotesingle: "'",
    textquotedbl: '"', textquotedblleft: '“', textquotedblright: '”', quotedblbase: '„', quotesinglbase: '‚',
    guillemotleft: '«', guillemotright: '»', guillemetleft: '«', guillemetright: '»', guilsinglleft: '‹',
    guilsinglright: '›', glqq: '„', grqq: '“', flqq: '«', frqq: '»', lq: '‘', rq: '’', textellipsis: '…',
    ldots: '…', dots: '…', cdots: '⋯', textasciitilde: '~', textasciicircum: '^', textbackslash: '\\',
    textbraceleft: '{', textbraceright: '}', textunderscore: '_', textbar: '|', textless: '<',
    textgreater: '>', textdollar: '$', textpercent: '%', textampersand: '&', slash: '/', lbrace: '{',
    rbrace: '}', backslash: '\\', textexclamdown: '¡', textquestiondown: '¿',
  },
  {
    S: '§', P: '¶', dag: '†', ddag: '‡', copyright: '©', textcopyright: '©', textregistered: '®',
    texttrademark: '™', pounds: '£', textsterling: '£', euro: '€', texteuro: '€', textdegree: '°', degree: '°',
    textbullet: '•', textperiodcentered: '·', texttimes: '×', textmu: 'µ', textordfeminine: 'ª', textordmasculine: 'º',
    textonehalf: '½', TeX: 'TeX', LaTeX: 'LaTeX', BibTeX: 'BibTeX', space: ' ', nobreakspace: ' ', quad: ' ',
    qquad: ' ', newline: ' ', linebreak: ' ', par: ' ', textvisiblespace: ' ',
  },
  {
    times: '×', cdot: '·', div: '÷', pm: '±', mp: '∓', leq: '≤', le: '≤', geq: '≥', ge: '≥', neq: '≠', ne: '≠',
    approx: '≈', sim: '∼', simeq: '≃', equiv: '≡', propto: '∝', infty: '∞', partial: '∂', nabla: '∇', ell: 'ℓ',
    hbar: 'ℏ', to: '→', rightarrow: '→', leftarrow: '←', leftrightarrow: '↔', Rightarrow: '⇒', mapsto: '↦',
    forall: '∀', exists: '∃', in: '∈', subset: '⊂', cup: '∪', cap: '∩', emptyset: '∅', prime: '′', star: '⋆',
    ast: '∗', circ: '∘', oplus: '⊕', otimes: '⊗', sum: '∑', prod: '∏', int: '∫', wedge: '∧', vee: '∨', neg: '¬',
    lbrack: '[', rbrack: ']', langle: '⟨', rangle: '⟩', dagger: '†', square: '□', diamond: '⋄', top: '⊤', surd: '√', Vert: '‖',
  },
); // prettier-ignore

/** Their argument stands in quotes. */
export const QUOTING: ReadonlySet<string> = new Set(['enquote', 'mkbibquote', 'textquote']);

/** Their argument is the number of a sign. */
export const NUMBERED: ReadonlySet<string> = new Set(['unicode', 'symbol']);

/** Their argument is an address or a path, letter by letter. */
export const VERBATIM: ReadonlySet<string> = new Set(['url', 'path', 'nolinkurl']);

/** Their first argument is not shown. */
export const DROPPED: ReadonlySet<string> = new Set([
  'noopsort', 'sortnoop', 'NoopSort', 'SortNoop', 'Noopsort', 'hspace', 'vspace', 'phantom', 'vphantom',
  'hphantom', 'label', 'begin', 'end', 'href', 'color', 'textcolor', 'fontsize', 'selectlanguage',
  'foreignlanguage',
]); // prettier-ignore
