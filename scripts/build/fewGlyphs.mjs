// Owns which glyphs of MathJax's font ship: those that formulas in titles, abstracts and notes have. The font holds
// many more; a formula that needs one of them is shown as text.
import { readFile } from 'node:fs/promises';

/** First and last code point: Latin and Greek, punctuation and operators, long arrows, letters of mathematics. */
const KEPT = [
  [0x20, 0x3ff],
  [0x2000, 0x23ff],
  [0x25a0, 0x25ff],
  [0x27e6, 0x27ff],
  [0x2a00, 0x2a06],
  [0x2a7d, 0x2a7e],
  [0x2aaf, 0x2ab0],
  [0x1d400, 0x1d4b5],
  [0x1d538, 0x1d550],
  [0x1d6a4, 0x1d755],
  [0x1d7ce, 0x1d7d9],
];
/** Second shapes of what another file has, and brackets higher than a line of text. */
const LEFT_OUT =
  /[\\/](?:bbold|uplarge|upsmall|tex-mathit|tex-variant|tex-oldstyle\S*|size[567])\.js$/;
const TABLES = /[\\/]mathjax-newcm-font[\\/]mjs[\\/]svg[\\/](?:dynamic[\\/])?[\w-]+\.js$/;
/** The package has one glyph a line. */
const GLYPH = /^\s*0x([\dA-F]+): \[/;

/** For esbuild. */
export const fewGlyphs = {
  name: 'few-glyphs',
  setup(build) {
    build.onLoad({ filter: TABLES }, async ({ path }) => {
      const lines = (await readFile(path, 'utf8')).split('\n');
      const isKept = (line) => {
        const [, hex] = GLYPH.exec(line) ?? [];
        const sign = Number.parseInt(hex, 16);
        const isGlyph = hex !== undefined && !path.endsWith('delimiters.js');
        if (!isGlyph) return true;
        return !LEFT_OUT.test(path) && KEPT.some(([first, last]) => sign >= first && sign <= last);
      };
      return { contents: lines.filter(isKept).join('\n'), loader: 'js' };
    });
  },
};
