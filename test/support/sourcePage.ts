// Owns the way to the page from which the corpus was made. It holds other people's text, so it is no part of the project.
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { importPage, type PageRecord } from '../../server/src/core/corpus/pageImport';

const PATH = process.env.PAPERLENS_SOURCE_PAGE ?? '../shared/corpus/source-page.txt';

/**
 * A test against the page. Where the page is absent it is skipped, with the file and what was not
 * checked in the message; in CI it fails instead, so that nobody takes a skipped check for a passed one.
 */
export function testAgainstPage(
  what: string,
  check: (records: readonly PageRecord[], file: string, text: string) => void,
): void {
  if (existsSync(PATH)) {
    const text = readFileSync(PATH, 'utf8');
    test(what, () => check(importPage(PATH, text).value, PATH, text));
    return;
  }
  const message = `${PATH} is absent (PAPERLENS_SOURCE_PAGE names another place); not checked: ${what}`;
  if (process.env.CI === 'true') {
    test(what, () => {
      throw new Error(message);
    });
  } else {
    console.log(message);
    test(what, { skip: message }, () => undefined);
  }
}
