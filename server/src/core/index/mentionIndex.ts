// Owns the mentions of papers in prose: which names there are, where they stand, and which of them count.
import type { Paper, PaperName } from '../corpus/paper';
import type { Block, BlockFacts, ParsedDocument } from '../syntax/document';
import { isProse } from '../syntax/document';
import { lettersOf } from '../text/fold';
import { shift, type Span } from '../text/span';
import { foldedWords, wordsOf } from '../text/words';
import type { Catalog } from '../works/catalog';
import { opensSentence, sentenceAround, weightOfCues } from './evidence';
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
/** So far back the beginning of a path is looked for. */
const LONGEST_PATH = 200;

export class MentionIndex {
  readonly #catalog: Catalog;
  readonly #names = new NameTrie<Named>();
  /** Facts of a block never change, so what was found in them holds as long as this index. */
  readonly #found = new WeakMap<BlockFacts, readonly Mention[]>();
  readonly #evident = new WeakMap<ParsedDocument, ReadonlySet<Paper>>();

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
    const accepted = candidates.filter((one) => one.sure || known.has(one.paper));
    return longest(accepted).map((mention) => shift(mention, block.start));
  }

  /** Papers that the document names beyond doubt: by key, identifier or a name that is no word. */
  #evidentPapers(document: ParsedDocument): ReadonlySet<Paper> {
    const known = this.#evident.get(document);
    if (known) return known;
    const papers = new Set<Paper>();
    this.#evident.set(document, papers);
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
      const span = withTail(facts.text, match, name.name);
      if (!span || !isProse(facts, span) || isPartOfLongerName(facts.text, span, match.value))
        return [];
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

/**
 * The span with what the name has behind its last word. Punctuation may be absent (`… All You Need?`,
 * `Init[A]`); other signs may not: `SPLADE` is not `SPLADE++`.
 */
function withTail(text: string, { start, end }: Span, name: string): Span | undefined {
  const tail = /[^\p{L}\p{N}\p{M}]*$/u.exec(name)?.[0] ?? '';
  if (text.startsWith(tail, end)) return { start, end: end + tail.length };
  return /\p{S}/u.test(tail) ? undefined : { start, end };
}

type Verdict = 'sure' | 'open' | 'no';

/** `open`: it depends on the rest of the document. */
function judge(text: string, span: Span, { paper, name, isTitle }: Named): Verdict {
  const written = text.slice(span.start, span.end);
  if (isTitle) return isPhrase(text, span) ? weigh(text, span, name, paper) : 'sure';
  if (name.when === 'always') return 'sure';
  const isExact = lettersOf(written) === lettersOf(name.name);
  if (name.when === 'exact') return isExact ? 'sure' : 'no';
  // A name in small letters has no case of its own: `Unit scaling` begins a sentence or a heading.
  return isExact || !/\p{Lu}/u.test(name.name) ? weigh(text, span, name, paper) : 'no';
}

/** A few words without capitals, but for the first of a sentence. */
function isPhrase(text: string, span: Span): boolean {
  const written = text.slice(span.start, span.end);
  if (foldedWords(written).length > SHORT_TITLE_WORDS || /.\p{Lu}/su.test(written)) return false;
  return !/\p{Lu}/u.test(written) || opensSentence(text, span);
}

/** A capitalised word that opens a sentence (`Bone density …`) needs one cue more than other names. */
function weigh(text: string, span: Span, name: PaperName, paper: Paper): Verdict {
  const around = sentenceAround(text, span);
  const rest = `${text.slice(around.start, span.start)} ; ${text.slice(span.end, around.end)}`;
  const isCapitalised = /^\p{Lu}\p{Ll}+$/u.test(name.name);
  const doubt = isCapitalised && opensSentence(text, span) ? 1 : 0;
  const weight = weightOfCues(rest, name, paper) - doubt;
  if (weight > 0) return 'sure';
  return weight === 0 ? 'open' : 'no';
}

/**
 * `EVA-02`, `LoRA-GA`, `3D-EVA`, `lsuv.py`, `model.lsuv`, `my_lsuv_model`, `--lsuv` and `@lsuv` are other
 * things than the name inside them; `LSUV-Initialisierung`, `non-LSUV` and `_LSUV_` are not.
 */
function isPartOfLongerName(text: string, span: Span, { name, isTitle }: Named): boolean {
  if (isTitle) return false;
  const before = text.slice(Math.max(0, span.start - 3), span.start);
  const after = text.slice(span.end, span.end + 3);
  return (
    /[\p{L}\p{N}][_\\]$|\p{Ll}\.$|[@#]$|[\p{Lu}\p{N}]-$|(?:^|\s)--$/u.test(before) ||
    /^[_\\][\p{L}\p{N}]|^[-‐‑–](?:\p{N}|\p{Lu}(?!\p{Ll}))|^\.\p{Ll}|^\+\+/u.test(after) ||
    isPartOfPath(text, span, name.name)
  );
}

/** `runs/lsuv/3` and `./LSUV` are paths; `He/LSUV` are two names. */
function isPartOfPath(text: string, span: Span, name: string): boolean {
  if (text[span.start - 1] !== '/' && text[span.end] !== '/') return false;
  if (!text.slice(span.start, span.end).includes(name)) return true;
  const reach = Math.max(0, span.start - LONGEST_PATH);
  const before = /[^\s([{"'“‘]*$/u.exec(text.slice(reach, span.start))?.[0] ?? '';
  return /^[.~]{0,2}\//.test(before);
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
