// Owns what an entry takes from others: by `crossref` as BibLaTeX and BibTeX have it, and by `xdata`.
import type { Span } from '../../text/span';
import type { Entry } from '../entry';
import type { Surroundings } from '../format';
import { keysIn, noString, sourcesIn, type Source, type Sources } from './fields';
import { inheritedName, sameAs } from './inheritedName';
import { scanItem } from './scanItem';
import { rawValue } from './value';

/** So many entries are asked for values at most. Real ones name one or two. */
const LONGEST_CHAIN = 20;
/** Longer entries give nothing, in UTF-16 units: each entry that takes from one has to read it. */
const LONGEST_PARENT = 16_384;
/** What `xdata` does not pass on. */
const OWN = new Set(['ids', 'xdata', 'crossref', 'options']);

/** Why a key that an entry names gives nothing. */
export type Failure = 'unknown' | 'cycle' | 'tooLong';

/** A key in the entry itself that gives nothing, and the value that names it. */
export interface Failed extends Span {
  readonly failure: Failure;
  readonly key: string;
}

interface Link {
  readonly entry: Entry;
  readonly sources: Map<string, Source>;
}

/** The fields of an entry with those that it takes from others, and what it names in vain. */
export function inherit(
  entry: Entry,
  surroundings: Surroundings,
): { readonly sources: Sources; readonly failed: readonly Failed[] } {
  const failed: Failed[] = [];
  const chain = chainOf(entry, surroundings, failed);
  chain.reduceRight((above, link) => {
    takeFrom(above, link);
    return link;
  });
  return { sources: chain[0].sources, failed };
}

/** The entry, the one that its `crossref` names, the one that that one names, and so on. */
function chainOf(entry: Entry, surroundings: Surroundings, failed: Failed[]): [Link, ...Link[]] {
  const first = withXdata(entry, surroundings, failed);
  const chain: [Link, ...Link[]] = [first];
  const path = [entry];
  const own = first.sources.get('crossref');
  for (let source = own; own && source;) {
    const key = rawValue(source.text, source.field, noString).trim();
    const parent = surroundings.entry(key);
    const failure = failureOf(parent, path);
    // What one further up names in vain is told there, unless it leads back here.
    const isTold = source === own || failure === 'tooLong' || isSame(parent, entry);
    if (failure && isTold) failed.push(failedIn(own, key, failure));
    if (!parent || failure) break;
    path.push(parent);
    const link = withXdata(parent, surroundings, []);
    chain.push(link);
    source = link.sources.get('crossref');
  }
  return chain;
}

function failureOf(parent: Entry | undefined, path: readonly Entry[]): Failure | undefined {
  if (!parent) return 'unknown';
  if (path.some((one) => isSame(one, parent))) return 'cycle';
  const isTooLong = path.length > LONGEST_CHAIN || parent.end - parent.start > LONGEST_PARENT;
  return isTooLong ? 'tooLong' : undefined;
}

/** An entry and what was made of it by closing it are one. */
function isSame(one: Entry | undefined, other: Entry): boolean {
  return one?.section === other.section && one.start === other.start;
}

function failedIn({ field }: Source, key: string, failure: Failure): Failed {
  return { failure, key, start: field.valueStart, end: field.valueEnd };
}

/** The entry's fields, then those of the entries that `xdata` names, in order, each with its own `xdata`. */
function withXdata(entry: Entry, surroundings: Surroundings, failed: Failed[]): Link {
  const sources = ownSources(entry);
  const own = sources.get('xdata');
  const ownKeys = new Set(xdataKeys(own));
  const path = [entry];
  const waiting = [...ownKeys];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const parent = surroundings.entry(key);
    const failure = failureOf(parent, path);
    if (own && failure && (isSame(parent, entry) || ownKeys.has(key))) {
      // An entry that two others name is given once.
      if (failure !== 'cycle' || isSame(parent, entry)) failed.push(failedIn(own, key, failure));
    }
    if (!parent || failure) continue;
    path.push(parent);
    const given = ownSources(parent);
    for (const [name, source] of given) {
      if (!OWN.has(name) && !sources.has(name)) sources.set(name, source);
    }
    waiting.push(...xdataKeys(given.get('xdata')));
  }
  return { entry, sources };
}

function ownSources({ section: { text }, start }: Entry): Map<string, Source> {
  return sourcesIn(text, scanItem(text, start));
}

/** The first stands last. */
function xdataKeys(source: Source | undefined): string[] {
  return source ? keysIn(rawValue(source.text, source.field, noString)).reverse() : [];
}

/** Fields under their own names come first: BibTeX's proceedings repeat their title as `booktitle`. */
function takeFrom(parent: Link, child: Link): void {
  const taken = new Map<string, Source>();
  const renamed = new Map<string, Source>();
  for (const [name, source] of parent.sources) {
    const here = inheritedName(name, parent.entry.type, child.entry.type);
    if (here === undefined || child.sources.has(here)) continue;
    if (child.sources.has(sameAs(here) ?? here)) continue;
    (here === name ? taken : renamed).set(here, source);
  }
  for (const [name, source] of [...taken, ...renamed]) {
    if (!child.sources.has(name)) child.sources.set(name, source);
  }
}
