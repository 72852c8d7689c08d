// Owns the mentions of papers in prose: which names there are, where they stand, and which of them count.
import type { Paper, PaperName } from '../corpus/paper';
import type { Block, BlockFacts, ParsedDocument } from '../syntax/document';
import { isProse } from '../syntax/document';
import { lettersOf } from '../text/fold';
import { shift, type Span } from '../text/span';
import { foldedWords, wordsOf } from '../text/words';
import type { Catalog } from '../works/catalog';
import { hasCue, sentenceAround } from './evidence';
import { NameTrie } from './nameTrie';

/** A name of a paper in prose. `sure`: it stands without the rest of the document. */
export interface Mention extends Span {
  readonly paper: Paper;
  readonly name: PaperName;
  readonly sure: boolean;
}

interface Named {
  readonly paper: Paper;
  readonly name: PaperName;
  readonly isTitle: boolean;
}

/** Titles of so few words are also phrases: in lower case they need a cue. */
const SHORT_TITLE_WORDS = 3;

export class MentionIndex {
  readonly #catalog: Catalog;
  readonly #names = new NameTrie<Named>();
  /** Facts of a block never change, so what was found in them holds as long as this index. */
  readonly #found = new WeakMap<BlockFacts, readonly Mention[]>();

  constructor(catalog: Catalog, ignored: readonly string[] = []) {
    this.#catalog = catalog;
    const silenced = new Set(ignored.map(lettersOf));
    for (const paper of catalog.papers) {
      for (const title of [paper.title, ...paper.titles]) {
        const name: PaperName = { name: title, when: 'always', cues: [] };
        this.#names.add(title, { paper, name, isTitle: true });
      }
      for (const name of paper.names) {
        if (!silenced.has(lettersOf(name.name)))
          this.#names.add(name.name, { paper, name, isTitle: false });
      }
    }
  }

  /** The mentions of one block, in document offsets, longest first where names overlap. */
  mentionsIn(document: ParsedDocument, block: Block): Mention[] {
    const candidates = this.#candidates(block.facts);
    const open = candidates.filter((one) => !one.sure);
    // Looking through the document is only worth it where a name depends on it.
    const known = open.length > 0 ? this.#evidentPapers(document) : new Set<Paper>();
    const accepted = candidates.filter(
      (one) => one.sure || (known.has(one.paper) && !opensSentence(block.facts.text, one)),
    );
    return longest(accepted).map((mention) => shift(mention, block.start));
  }

  /** Papers that the document names beyond doubt: by key, identifier or a name that is no word. */
  #evidentPapers(document: ParsedDocument): Set<Paper> {
    const papers = new Set<Paper>();
    for (const { facts } of document.blocks) {
      for (const citation of facts.citations) addIfKnown(papers, this.#catalog.paper(citation.key));
      for (const identifier of facts.identifiers)
        addIfKnown(papers, this.#catalog.paperOf(identifier));
      for (const mention of this.#candidates(facts)) if (mention.sure) papers.add(mention.paper);
    }
    return papers;
  }

  #candidates(facts: BlockFacts): readonly Mention[] {
    const known = this.#found.get(facts);
    if (known) return known;
    const words = facts.prose.flatMap((run) => wordsOf(facts.text, run));
    const mentions = this.#names.matches(words).flatMap((match): Mention[] => {
      const { paper, name } = match.value;
      const span = { start: match.start, end: match.end };
      if (!isProse(facts, span) || isPartOfLongerName(facts.text, span, match.value)) return [];
      const verdict = judge(facts.text, span, match.value);
      return verdict === 'no' ? [] : [{ ...span, paper, name, sure: verdict === 'sure' }];
    });
    this.#found.set(facts, mentions);
    return mentions;
  }
}

function addIfKnown(papers: Set<Paper>, paper: Paper | undefined): void {
  if (paper) papers.add(paper);
}

/** `sure`, `open` (it depends on the rest of the document), or `no`. */
function judge(text: string, span: Span, { paper, name, isTitle }: Named): 'sure' | 'open' | 'no' {
  const written = text.slice(span.start, span.end);
  const sentence = () => {
    const around = sentenceAround(text, span);
    return `${text.slice(around.start, span.start)} ; ${text.slice(span.end, around.end)}`;
  };
  const withCue = () => (hasCue(sentence(), name, paper) ? 'sure' : 'open');
  if (isTitle) {
    const isPhrase = !/\p{Lu}/u.test(written) && foldedWords(name.name).length <= SHORT_TITLE_WORDS;
    return isPhrase ? withCue() : 'sure';
  }
  if (name.when === 'always') return 'sure';
  if (lettersOf(written) !== lettersOf(name.name)) return 'no';
  return name.when === 'exact' ? 'sure' : withCue();
}

/**
 * `EVA-02`, `LoRA-GA`, `3D-EVA`, `lsuv.py`, `my_lsuv_model` and `@lsuv` are other things than the name
 * inside them; `LSUV-style`, `non-LSUV` and `_LSUV_` are not.
 */
function isPartOfLongerName(text: string, span: Span, { isTitle }: Named): boolean {
  if (isTitle) return false;
  const before = text.slice(Math.max(0, span.start - 2), span.start);
  const after = text.slice(span.end, span.end + 2);
  return (
    /[\p{L}\p{N}]_$|[@#]$|[\p{Lu}\p{N}]-$/u.test(before) ||
    /^_[\p{L}\p{N}]|^[-‐‑–][\p{Lu}\p{N}]|^\.\p{Ll}|^[+*]{2}/u.test(after)
  );
}

/** At the start of a sentence a capital says nothing: `Bone density …`. Acronyms are not concerned. */
function opensSentence(text: string, mention: Mention): boolean {
  const written = text.slice(mention.start, mention.end);
  if (!/^\p{Lu}\p{Ll}+$/u.test(written)) return false;
  const sentence = sentenceAround(text, mention);
  return !/[\p{L}\p{N}]/u.test(text.slice(sentence.start, mention.start));
}

/** Of names that overlap, the longest; of equal ones, the first. In order of the text. */
function longest(mentions: readonly Mention[]): Mention[] {
  const taken = new Set<number>();
  const byLength = [...mentions].sort(
    (a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start,
  );
  const kept = byLength.filter((mention) => {
    // Longer ones come first, so an overlap shows at one of the two ends.
    if (taken.has(mention.start) || taken.has(mention.end - 1)) return false;
    for (let at = mention.start; at < mention.end; at++) taken.add(at);
    return true;
  });
  return kept.sort((a, b) => a.start - b.start);
}
