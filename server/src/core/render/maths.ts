// Owns how formulas in prose are shown: `$…$` as a picture, as TeX for a page that typesets it, or as plain text.
import { escapeMarkdown, picture } from './escape';
import { plainMaths } from './plainMaths';

/** The address of a picture of a formula, given its TeX without dollars; undefined where it cannot be drawn. */
export type DrawFormula = (tex: string) => string | undefined;

/** The Markdown of a formula, given its TeX without dollars. */
export type ShowFormula = (tex: string) => string;

/**
 * As pandoc tells a formula from two prices: no space inside of its dollars, no digit behind them. Linear: a dollar
 * ends every attempt.
 */
const FORMULA = /(?<![\\$])\$(?=[^\s$])((?:\\[^]|[^\\$])+)(?<!\s)\$(?![\d$])/g;
/** VS Code cuts a card at 100,000 units: so many are for the pictures of one card. */
const MOST_PICTURED = 60_000;
/** Where a page does not typeset TeX, it reads it as Markdown: this makes no links, no HTML and no code. */
const HARMLESS = /^[^[\]<>`&\n\r]*$/;

/** Prose as Markdown: all of it is escaped, but for its formulas. */
export function prose(text: string, show: ShowFormula): string {
  return text
    .split(FORMULA)
    .map((part, i) => (i % 2 === 1 ? show(part) : escapeMarkdown(part)))
    .join('');
}

export function asText(tex: string): string {
  return escapeMarkdown(plainMaths(tex));
}

/** For a page whose renderer typesets formulas, as VS Code's preview does. */
export function asTex(tex: string): string {
  return HARMLESS.test(tex) ? `$${tex}$` : asText(tex);
}

/** For one card: beyond what it can hold, formulas are text. */
export function asPictures(draw: DrawFormula): ShowFormula {
  let room = MOST_PICTURED;
  return (tex) => {
    const address = draw(tex);
    if (address === undefined || address.length > room) return asText(tex);
    room -= address.length;
    return picture(tex, address);
  };
}
