// Owns the way to what the corpus was made from: a page of abstracts, bibliographic facts, fact sheets of methods. It is other people's text, so no part of the project.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { importPage, type PageRecord } from '../../server/src/core/corpus/pageImport';

const PAGE = process.env.PAPERLENS_SOURCE_PAGE ?? '../shared/corpus/source-page.txt';
const FACTS = join(dirname(PAGE), 'papers.json');
const SHEETS = [1, 2].map((part) => join(dirname(PAGE), `init-methods-${part}.md`));

/** What a public record says of a paper; null where none was found. */
export interface FactRecord {
  readonly n: number;
  readonly title: string;
  readonly authors: readonly { readonly given: string; readonly family: string }[];
  readonly year: number;
  readonly arxiv: string | null;
  readonly category: string | null;
  readonly venue: string | null;
  readonly doi: string | null;
  readonly code: string | null;
  readonly unconfirmed?: readonly string[];
}

export interface Sources {
  readonly records: readonly PageRecord[];
  readonly facts: readonly FactRecord[];
  /** What the fact sheets say of a paper, by its number in the facts. */
  readonly sheets: ReadonlyMap<number, string>;
}

/**
 * A test against files that may be absent. Then it is skipped, with the files and what was not checked in
 * the message; in CI it fails instead, so that nobody takes a skipped check for a passed one.
 */
function testAgainst(files: readonly string[], what: string, check: () => void): void {
  const absent = files.filter((file) => !existsSync(file));
  if (absent.length === 0) {
    test(what, check);
    return;
  }
  const message = `${absent.join(', ')}: absent (PAPERLENS_SOURCE_PAGE names another page); not checked: ${what}`;
  if (process.env.CI === 'true') {
    test(what, () => {
      throw new Error(message);
    });
  } else {
    console.log(message);
    test(what, { skip: message }, () => undefined);
  }
}

/** A test against the page of abstracts alone. */
export function testAgainstPage(
  what: string,
  check: (records: readonly PageRecord[], file: string, text: string) => void,
): void {
  testAgainst([PAGE], what, () => {
    const text = readFileSync(PAGE, 'utf8');
    check(importPage(PAGE, text).value, PAGE, text);
  });
}

/** A test against the page, the facts and the fact sheets. */
export function testAgainstSources(what: string, check: (sources: Sources) => void): void {
  testAgainst([PAGE, FACTS, ...SHEETS], what, () => {
    check({
      records: importPage(PAGE, readFileSync(PAGE, 'utf8')).value,
      facts: JSON.parse(readFileSync(FACTS, 'utf8')) as FactRecord[],
      sheets: readSheets(SHEETS.map((file) => readFileSync(file, 'utf8'))),
    });
  });
}

/** Sections name their paper in the heading (`## 24 — kumar-init`) or in a line (`**paper n**: 80`). */
function readSheets(texts: readonly string[]): ReadonlyMap<number, string> {
  const sheets = new Map<number, string>();
  for (const section of texts.flatMap((text) => text.split(/^## /m))) {
    const found = /^(\d+) —|^- \*\*paper n\*\*: (\d+)/m.exec(section);
    const n = Number(found?.[1] ?? found?.[2]);
    if (found) sheets.set(n, `${sheets.get(n) ?? ''}\n${section}`);
  }
  return sheets;
}
