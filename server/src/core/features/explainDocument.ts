// Owns the answer to "what does Paperlens know of this document, and why": sources, keys, problems.
import type { Paper } from '../corpus/paper';
import { code, escapeMarkdown } from '../render/escape';
import { paperLine } from '../render/paperCard';
import { PARAGRAPH_LIMIT } from '../syntax/paragraphLimit';
import type { OpenDocument, Snapshot } from '../snapshot';

/** A Markdown page. Every problem of every source is on it, with file, line and reason. */
export function explainDocument(snapshot: Snapshot, uri: string): string {
  const document = snapshot.document(uri);
  const sources = snapshot.sources.map(
    (source) =>
      `- **${escapeMarkdown(source.label)}**: ${source.papers} papers, ${source.methods} methods with code`,
  );
  const problems = snapshot.sources
    .flatMap((source) => source.problems)
    .map(({ file, line, message }) => `- ${code(`${file}:${line}`)} ${escapeMarkdown(message)}`);
  return [
    '# What Paperlens knows of this document',
    ...section('Papers come from', sources, 'No corpus is loaded.'),
    ...(document
      ? documentSections(snapshot, document)
      : [
          'This document is not one that Paperlens reads: it reads Markdown, Quarto, R Markdown and Python.',
        ]),
    ...section('Files that could not be read in full', problems, 'None.'),
  ].join('\n\n');
}

function documentSections(snapshot: Snapshot, { note }: OpenDocument): string[] {
  if (!note) return ['## This document\n\nPython: methods are completed by name.'];
  const keys = new Set(
    note.blocks.flatMap((block) => block.facts.citations.map((citation) => citation.key)),
  );
  const papers = [...keys].flatMap((key) => snapshot.catalog.paper(key) ?? []);
  const mentioned = new Set(
    note.blocks.flatMap((block) =>
      snapshot.mentions.mentionsIn(note, block).map((mention) => mention.paper),
    ),
  );
  const unknown = [...keys].filter((key) => !snapshot.catalog.paper(key));
  const row = (paper: Paper) => `- ${code(`@${paper.key}`)} ${paperLine(paper)}`;
  return [
    ...section('Cited', papers.map(row), 'No known key.'),
    ...section(
      'Named in prose and not cited',
      [...mentioned].filter((paper) => !keys.has(paper.key)).map(row),
      'None.',
    ),
    ...section(
      'Keys that no source has',
      unknown.map((key) => `- ${code(`@${key}`)}: it is in none of the sources above`),
      'None.',
    ),
    ...(note.skipped.length > 0
      ? [
          `## Left out\n\n${note.skipped.length} paragraph(s) of more than ${PARAGRAPH_LIMIT.toLocaleString('en')} characters are not read.`,
        ]
      : []),
  ];
}

function section(title: string, items: readonly string[], none: string): string[] {
  return [`## ${title}`, items.length > 0 ? items.join('\n') : none];
}
