// Owns the answer to "what does Paperlens know of this document, and why": sources, libraries, keys, problems.
import { code, escapeMarkdown } from '../render/escape';
import { workLine } from '../render/workCard';
import type { Problem } from '../corpus/problem';
import type { LibraryReason } from '../library/scope';
import { PARAGRAPH_LIMIT } from '../syntax/paragraphLimit';
import type { LibraryState, OpenDocument, Scope, Snapshot } from '../snapshot';
import type { ParsedDocument } from '../syntax/document';

/** A Markdown page. Every problem of every source is on it, with file, line and reason. */
export function explainDocument(snapshot: Snapshot, uri: string): string {
  const document = snapshot.document(uri);
  const sources = snapshot.sources.map(
    (source) =>
      `- **${escapeMarkdown(source.label)}**: ${source.papers} papers, ${source.methods} methods with code`,
  );
  const listed = ({ file, line, message }: Problem) =>
    `- ${code(`${file}:${line}`)} ${escapeMarkdown(message)}`;
  const problems = snapshot.sources.flatMap((source) => source.problems.map(listed));
  const replacements = snapshot.sources.flatMap((source) => source.replacements.map(listed));
  return [
    '# What Paperlens knows of this document',
    ...section('Papers come from', sources, 'No corpus is loaded.'),
    ...(document
      ? documentSections(snapshot, document)
      : [
          'This document is not one that Paperlens reads: it reads Markdown, Quarto, R Markdown, Python and BibTeX.',
        ]),
    ...(replacements.length > 0
      ? section('Shipped papers and methods that are replaced', replacements, '')
      : []),
    ...section('Files that could not be read in full', problems, 'None.'),
  ].join('\n\n');
}

function documentSections(snapshot: Snapshot, document: OpenDocument): string[] {
  const { note, library, uri } = document;
  if (library) {
    const { entries, sections } = library;
    const count = sections.reduce((sum, placed) => sum + placed.section.problems.length, 0);
    return [`## This document\n\nA library of ${entries.length} entries with ${count} problems.`];
  }
  if (document.kind === 'themes') return ['## This document\n\nThe themes of a corpus.'];
  if (!note) return ['## This document\n\nPython: methods are completed by name.'];
  const scope = snapshot.scope(uri);
  return [
    ...section(
      'Libraries',
      [...scope.unread.map(unreadLine), ...scope.libraries.map(libraryLine)],
      NO_LIBRARY,
    ),
    ...keySections(snapshot, scope, note),
    ...(note.skipped.length > 0
      ? [
          `## Left out\n\n${note.skipped.length} paragraph(s) of more than ${PARAGRAPH_LIMIT.toLocaleString('en')} characters are not read.`,
        ]
      : []),
  ];
}

const NO_LIBRARY =
  'None: the note names none, no setting does, and the workspace has no .bib file. A line `bibliography: references.bib` in the front matter names one.';

const REASONS: Readonly<Record<LibraryReason, string>> = {
  document: 'named by this note',
  project: 'named by',
  setting: 'named by the setting `paperlens.libraries`:',
  workspace: 'a file of the workspace, as nothing else is named',
};

/** What the file would say of libraries is not known. */
function unreadLine({ path, reason }: Scope['unread'][number]): string {
  return `- ${code(path)}: ${escapeMarkdown(reason)}`;
}

/** `- refs.bib: 120 entries (named by this note)`. */
function libraryLine({ path, reason, namedBy, status, message, index }: LibraryState): string {
  const by = namedBy === undefined ? '' : ` ${code(namedBy)}`;
  const entries = index ? `${index.library.entries.length} entries` : status;
  const trouble = message === undefined ? '' : `. ${escapeMarkdown(message)}`;
  return `- ${code(path)}: ${entries} (${REASONS[reason]}${by})${trouble}`;
}

function keySections(
  snapshot: Snapshot,
  { works, libraries }: Scope,
  note: ParsedDocument,
): string[] {
  const keys = new Set(
    note.blocks.flatMap(({ facts }) =>
      facts.citations.filter(({ kind }) => kind === 'work').map(({ key }) => key),
    ),
  );
  const cited = [...keys].flatMap((key) => works.work(key) ?? []);
  const isCited = new Set(cited.flatMap(({ paper }) => paper ?? []));
  const mentioned = new Set(
    note.blocks.flatMap((block) =>
      snapshot.mentions.mentionsIn(note, block).map((mention) => mention.paper),
    ),
  );
  const searched = libraries.length === 0 ? 'the corpora above' : 'the libraries and corpora above';
  return [
    ...section(
      'Cited',
      cited.map((work) => `- ${workLine(work)}`),
      'No known key.',
    ),
    ...section(
      'Named in prose and not cited',
      [...mentioned]
        .filter((paper) => !isCited.has(paper))
        .map((paper) => `- ${workLine(works.ofPaper(paper))}`),
      'None.',
    ),
    ...section(
      'Keys that no source has',
      [...keys]
        .filter((key) => !works.work(key))
        .map((key) => `- ${code(`@${key}`)}: it is in none of ${searched}`),
      'None.',
    ),
  ];
}

function section(title: string, items: readonly string[], none: string): string[] {
  return [`## ${title}`, items.length > 0 ? items.join('\n') : none];
}
