// Owns the drawing of formulas as SVG by MathJax, the only file that knows it. A bundle of its own: it is loaded with
// the first formula that is drawn.
import { liteAdaptor, type LiteAdaptor } from '@mathjax/src/js/adaptors/liteAdaptor.js';
import type { LiteElement } from '@mathjax/src/js/adaptors/lite/Element.js';
import { HTMLDocument } from '@mathjax/src/js/handlers/html/HTMLDocument.js';
import { TeX } from '@mathjax/src/js/input/tex.js';
import type TexError from '@mathjax/src/js/input/tex/TexError.js';
import { mathjax } from '@mathjax/src/js/mathjax.js';
import type { DynamicFile } from '@mathjax/src/js/output/common/FontData.js';
import { SVG } from '@mathjax/src/js/output/svg.js';
// Neither links nor loading nor definitions: those are packages that are left out.
import '@mathjax/src/js/input/tex/ams/AmsConfiguration.js';
import '@mathjax/src/js/input/tex/base/BaseConfiguration.js';
import '@mathjax/src/js/input/tex/boldsymbol/BoldsymbolConfiguration.js';
import { MathJaxNewcmFont } from '@mathjax/mathjax-newcm-font/js/svg.js';
import '@mathjax/mathjax-newcm-font/js/svg/dynamic/calligraphic.js';
import '@mathjax/mathjax-newcm-font/js/svg/dynamic/double-struck.js';
import '@mathjax/mathjax-newcm-font/js/svg/dynamic/script.js';
import type { Drawer } from '../workspace/host';

const PACKAGES = ['base', 'ams', 'boldsymbol'];
/** Glyphs that are in the bundle, beside those that the font always has. */
const RANGES = new Set(['calligraphic', 'double-struck', 'script']);

/** In UTF-16 units. Bounds the time: the worst that nests groups this deep takes about a tenth of a second. */
const LONGEST_TEX = 300;
/** In units of the font, 1000 to an em: what does not fit into a line of a card is better read as text. */
const WIDEST = 30_000;
const HIGHEST = 4_000;
/** In UTF-16 units, of the SVG. */
const LARGEST = 20_000;

/** An em in pixels at which the small letters are as high as those of VS Code's cards at their usual 14 pixels. */
const EM = 16;
/** How far the middle of a line's small letters is above its foot, in units of the font. */
const MIDDLE = 225;

/** MathJax's own way to links and styles, of no use for formulas. */
const MARKED = /\\mmlToken/;

class BundledFont extends MathJaxNewcmFont {
  override loadDynamicFileSync(range: DynamicFile): void {
    if (!RANGES.has(range.file)) throw new Error(`The glyphs of "${range.file}" are not here.`);
    range.setup(this);
  }

  /** A sign without a glyph would be left to the fonts of whoever shows the picture, at a width that nobody knows. */
  override getChar(variant: string, sign: number): ReturnType<MathJaxNewcmFont['getChar']> {
    const glyph = super.getChar(variant, sign);
    if (!glyph) throw new Error(`There is no glyph for ${String.fromCodePoint(sign)}.`);
    return glyph;
  }
}

export function createDrawer(): Drawer {
  // The font asks for glyphs by `loadDynamicFileSync` then, instead of by a promise.
  mathjax.asyncIsSynchronous = true;
  const adaptor = liteAdaptor();
  const input = new TeX<LiteElement, string, unknown>({ packages: PACKAGES, formatError: raise });
  const output = new SVG<LiteElement, string, unknown>({
    fontCache: 'local',
    fontData: BundledFont,
    linebreaks: { inline: false },
  });
  const page = new HTMLDocument('', adaptor, { InputJax: input, OutputJax: output });
  return (tex, colour) => {
    if (tex.length > LONGEST_TEX || MARKED.test(tex)) return undefined;
    try {
      // Labels and numbers are those of one formula.
      input.reset();
      const drawing = page.convert(tex, { display: false }) as LiteElement;
      const svg = adaptor.firstChild(drawing) as LiteElement;
      return fit(adaptor, svg, colour) ? addressOf(adaptor.outerHTML(svg)) : undefined;
    } catch {
      // An error in the TeX, or a glyph that is not here. The formula is shown as text.
      return undefined;
    }
  };
}

function raise(_: unknown, error: TexError): never {
  throw new Error(error.message);
}

/**
 * Makes an element into an image that stands by itself: in `colour`, in pixels, and as high above the middle of the
 * letters as below it, because that is how Markdown's renderers align images. False where there is nothing to see or
 * too much.
 */
function fit(adaptor: LiteAdaptor, svg: LiteElement, colour: string): boolean {
  const box = String(adaptor.getAttribute(svg, 'viewBox')).split(' ').map(Number);
  const [left = NaN, top = NaN, width = NaN, height = NaN] = box;
  if (!(width > 0 && width <= WIDEST && height > 0 && height <= HIGHEST)) return false;
  const half = Math.max(-MIDDLE - top, top + height + MIDDLE);
  const pixels = (units: number) => String(Math.round((units * EM) / 100) / 10);
  adaptor.setAttribute(svg, 'viewBox', [left, -MIDDLE - half, width, 2 * half].join(' '));
  adaptor.setAttribute(svg, 'width', pixels(width));
  adaptor.setAttribute(svg, 'height', pixels(2 * half));
  adaptor.setAttribute(svg, 'color', colour);
  for (const name of ['style', 'role', 'focusable']) adaptor.removeAttribute(svg, name);
  return adaptor.tags(svg, 'path').length > 0;
}

/** Ids count the formulas that were drawn, and attributes repeat the TeX: without them the same formula is the same SVG. */
function addressOf(svg: string): string | undefined {
  const bare = svg.replace(/ data-[a-z-]+="[^"]*"/g, '').replace(/MJX-\d+-/g, '');
  const ascii = bare.replace(/[^\0-\x7f]/gu, (sign) => `&#${sign.codePointAt(0) ?? 0};`);
  return ascii.length > LARGEST ? undefined : `data:image/svg+xml;base64,${btoa(ascii)}`;
}
