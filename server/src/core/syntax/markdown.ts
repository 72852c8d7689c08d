// Owns the reading of a Markdown note (Quarto and R Markdown too): from text to blocks with their facts.
import { TreeFragment, type ChangedRange, type Tree } from '@lezer/common';
import { blanked, blanksOf, type Blanks } from './blanks';
import { readBlock } from './blockFacts';
import type { Block, BlockFacts, ParsedDocument } from './document';
import { readFrontMatter } from './frontMatterBlock';
import { noteParser } from './markdownGrammar';

/** A parsed note with what the next version can reuse. */
export interface ParsedNote extends ParsedDocument, Blanks {
  readonly tree: Tree;
  readonly fragments: readonly TreeFragment[];
  readonly factsByText: ReadonlyMap<string, BlockFacts>;
}

/** A replaced range: `[fromA, toA)` of the old text became `[fromB, toB)` of the new one. */
export type TextChange = ChangedRange;

/**
 * Parses a note. With `previous` and the `changes` that led from it to `text`, in order, work is proportional
 * to what changed: the parser reuses its tree, and unchanged blocks keep their facts by identity.
 */
export function parseMarkdown(
  text: string,
  previous?: ParsedNote,
  changes: readonly TextChange[] = [],
): ParsedNote {
  const blanks = blanksOf(text);
  const reusable = previous ? reusableFragments(previous, text, blanks, changes) : [];
  const tree = noteParser.parse(blanked(text, blanks), [...reusable]);
  const factsByText = new Map<string, BlockFacts>();
  const blocks: Block[] = [];
  const head = text.slice(0, blanks.frontMatter);
  const ofHead = head && (previous?.factsByText.get(head) ?? readFrontMatter(head));
  if (ofHead) {
    factsByText.set(head, ofHead);
    blocks.push({ start: 0, facts: ofHead });
  }
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    const blockText = text.slice(node.from, node.to);
    const id = `${node.name}\n${indentOf(text, node.from)}\n${blockText}`;
    const facts =
      factsByText.get(id) ?? previous?.factsByText.get(id) ?? readBlock(node, blockText);
    factsByText.set(id, facts);
    blocks.push({ start: node.from, facts });
  }
  return {
    text,
    blocks,
    ...blanks,
    tree,
    fragments: TreeFragment.addTree(tree, reusable),
    factsByText,
  };
}

/** What stands before a block in its line: how a list's content is read depends on it. */
function indentOf(text: string, from: number): string {
  return text.slice(text.lastIndexOf('\n', from - 1) + 1, from);
}

/** What can be reused of the last tree. Where the blanks moved, text changed that no edit tells of. */
function reusableFragments(
  previous: ParsedNote,
  text: string,
  blanks: Blanks,
  changes: readonly TextChange[],
): readonly TreeFragment[] {
  if (previous.skipped.length > 0 || blanks.skipped.length > 0) return [];
  const all = changes.reduce<TextChange | undefined>(mergedChange, undefined);
  if (!all) return previous.fragments;
  const [before, now] = [previous.frontMatter, blanks.frontMatter];
  if (before === now && all.fromA >= before) {
    return TreeFragment.applyChanges(previous.fragments, [withNextCharacter(all)]);
  }
  // Edits inside the front matter: all of it is one change, if it still ends at the same line.
  const isInside = all.toA < before && now - before === text.length - previous.text.length;
  if (!isInside) return [];
  return TreeFragment.applyChanges(previous.fragments, [
    { fromA: 0, toA: before, fromB: 0, toB: now },
  ]);
}

/**
 * One range around all changes, each of which is told in the coordinates that the one before it left.
 * Applied one after the other, the parser would forget where the text behind the last one was cut.
 */
export function mergedChange(range: TextChange | undefined, change: TextChange): TextChange {
  if (!range) return change;
  const from = Math.min(range.fromB, change.fromA);
  const to = Math.max(range.toB, change.toA);
  const [fromA, toA] = [range.fromA - (range.fromB - from), range.toA + (to - range.toB)];
  return { fromA, toA, fromB: from, toB: to + change.toB - change.toA };
}

/**
 * Where indentation was deleted, the parser would take the rest of the line for a whole one that it
 * knows already; a change that reaches into the rest prevents it.
 */
function withNextCharacter({ fromA, toA, fromB, toB }: TextChange): TextChange {
  return { fromA, toA: toA + 1, fromB, toB: toB + 1 };
}
