// Owns how a formula reads in plain text, for readers that show no pictures: `R^3 \times R` → `R³ × R`.
import { SIGNS, WORDS } from '../library/bibtex/texCommands';

/** Signs of formulas that prose in a library does not have. */
const MATHS_WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    sqrt: '√', ll: '≪', gg: '≫', subseteq: '⊆', supseteq: '⊇', setminus: '∖', odot: '⊙', perp: '⊥',
    mid: '|', Vert: '‖', lVert: '‖', rVert: '‖', lvert: '|', rvert: '|', lfloor: '⌊', rfloor: '⌋',
    lceil: '⌈', rceil: '⌉', bullet: '•', iff: '⇔', implies: '⇒', longrightarrow: '→', hat: '', bar: '',
    tilde: '', vec: '', left: '', right: '', displaystyle: '', limits: '', operatorname: '', boldsymbol: '',
  }),
); // prettier-ignore
/** `\mathbb`, `\textbf`: only how their letters look. */
const FONT = /^(?:math|text)(?:[a-z]{0,4}|normal|frak|scr)$/;
const FRACTION = /^\\[dt]?frac$/;
const TOKEN = /\\[A-Za-z]+|\\[^]|[{}]|[^\\{}]+|\\/g;
const WHOLE = /^[\p{L}\p{N}]*$/u;
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A group that is open, or the whole formula. */
interface Group {
  text: string;
  /** What it is an argument of puts this behind it. */
  readonly end: string | undefined;
  /** The same of the next groups in it. */
  ends: readonly string[];
}

/** `tex` without its dollars. Linear; what it does not know keeps its name. */
export function plainMaths(tex: string): string {
  const whole: Group = { text: '', end: undefined, ends: [] };
  const inner: Group[] = [];
  for (const [token] of tex.matchAll(TOKEN)) {
    const group = inner[inner.length - 1] ?? whole;
    if (token === '{') {
      inner.push({ text: '', end: group.ends[0], ends: [] });
      group.ends = group.ends.slice(1);
    } else if (token === '}') close(inner.pop(), inner[inner.length - 1] ?? whole);
    else if (FRACTION.test(token)) group.ends = ['/', ''];
    else group.text += token.startsWith('\\') ? signOf(token.slice(1)) : token;
  }
  // What was never closed ends here.
  while (inner.length > 0) close(inner.pop(), inner[inner.length - 1] ?? whole);
  return whole.text
    .replace(/\^(\d+)/g, (_, digits: string) =>
      digits.replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? ''),
    )
    .replace(/\s+/g, ' ')
    .trim();
}

/** Brackets around a group are seen only where it would run into what is before or behind it. */
function close(group: Group | undefined, around: Group): void {
  if (!group) return;
  const isArgument = group.end !== undefined || /[\^_√]$/.test(around.text);
  around.text += (isArgument ? bracketed(group.text) : group.text) + (group.end ?? '');
}

function signOf(command: string): string {
  const word = MATHS_WORDS.get(command) ?? WORDS.get(command) ?? SIGNS.get(command);
  return word ?? (FONT.test(command) ? '' : command);
}

function bracketed(text: string): string {
  return WHOLE.test(text) ? text : `(${text})`;
}
