// Owns how long the server works on an answer or a keystroke, with a small library and with a large one.
import type { Corpus } from '../../../server/src/core/corpus/corpus';
import { complete } from '../../../server/src/core/features/completion/complete';
import { diagnosticsOf } from '../../../server/src/core/features/diagnostics/documentDiagnostics';
import { hover } from '../../../server/src/core/features/hover/hover';
import { citationHints } from '../../../server/src/core/features/marks/citationHints';
import { citationTokens } from '../../../server/src/core/features/marks/citationTokens';
import { definitionOf } from '../../../server/src/core/features/navigation/places';
import type { Entry } from '../../../server/src/core/library/entry';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { typedQueries } from '../grownLibrary';
import { time, timingOf, type Timing } from '../measure';
import { drawNote, generator } from '../notes';
import { noteIn } from './diskWorkspace';

const RUNS = 300;
/** With those of the warm-up. */
const PLACES = RUNS + 20;
const WORDS = 10_000;
/** So much of a note is seen at once, in UTF-16 units. */
const SCREEN = 4_000;
/** Is cited without braces, as most are. */
const PLAIN_KEY = /^\w(?:[:./-]?\w)*$/;

export type Answers = Readonly<Record<'completion' | 'hover' | 'definition', Timing>>;
export type Typing = Readonly<Record<'keystroke' | 'diagnostics', Timing>>;

/** On entries of the library in `folder`. */
export async function answerTimes(
  workspace: Workspace,
  folder: string,
  entries: readonly Entry[],
): Promise<Answers> {
  const asked = typedQueries(entries, PLACES).map((query, i) => {
    const [uri, text] = [noteIn(folder, `query${i}.md`), `As in [@${query}`];
    workspace.open(uri, 1, 'note', text);
    return { uri, offset: text.length };
  });
  const completion = await time(RUNS, (run) => {
    const { uri = '', offset = 0 } = asked[run] ?? {};
    return complete(workspace.snapshot, uri, offset);
  });
  for (const { uri } of asked) workspace.close(uri);
  const random = generator(3);
  const citable = entries.flatMap(({ key }) => (PLAIN_KEY.test(key) ? key : []));
  const keys = Array.from(
    { length: PLACES },
    () => citable[Math.floor(random() * citable.length)] ?? '',
  );
  const [uri, text] = [noteIn(folder, 'keys.md'), keys.map((key) => `See [@${key}].`).join('\n\n')];
  workspace.open(uri, 1, 'note', text);
  const offsets = [...text.matchAll(/@/g)].map(({ index }) => index + 1);
  const options = { actions: true, mentions: true };
  const hovered = await time(RUNS, (run) => {
    if (!hover(workspace.snapshot, uri, offsets[run] ?? 0, options)) throw new Error('No hover.');
  });
  const definition = await time(RUNS, (run) => {
    const [found] = definitionOf(workspace.snapshot, uri, offsets[run] ?? 0);
    if (!found) throw new Error('No definition.');
  });
  workspace.close(uri);
  return { completion, hover: hovered, definition };
}

/** A letter in the middle of a long note: what is worked out at once, and what after a pause. */
export async function typingTimes(
  workspace: Workspace,
  folder: string,
  corpus: Corpus,
): Promise<Typing> {
  const [uri, text] = [noteIn(folder, 'typed.md'), drawNote(corpus, WORDS)];
  workspace.open(uri, 1, 'note', text);
  const middle = text.indexOf(' is one way', Math.floor(text.length / 2));
  const start = workspace.document(uri)?.lines.positionAt(middle) ?? { line: 0, character: 0 };
  let version = 1;
  const type = () => {
    workspace.edit(uri, ++version, [{ range: { start, end: start }, text: 'x' }]);
    const { snapshot } = workspace;
    const note = snapshot.document(uri)?.note;
    if (!note) throw new Error('The note is not open.');
    const scope = snapshot.scope(uri);
    const screen = { start: middle - SCREEN / 2, end: middle + SCREEN / 2 };
    citationTokens(scope, note, { start: 0, end: note.text.length });
    citationHints(scope, note, screen, 'sparse');
    complete(snapshot, uri, middle + 1);
  };
  const keystroke = await time(RUNS, type);
  const diagnosed: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    type();
    const begun = performance.now();
    diagnosticsOf(workspace.snapshot, uri);
    diagnosed.push(performance.now() - begun);
  }
  workspace.close(uri);
  return { keystroke, diagnostics: timingOf(diagnosed) };
}
