// Owns a section while a format reads it: what is found goes in, the text comes last.
import type { Entry, EntryProblem, NamedString, Section } from './entry';

export interface SectionDraft extends Section {
  text: string;
  readonly entries: Entry[];
  readonly asking: Entry[];
  readonly strings: NamedString[];
  readonly problems: EntryProblem[];
}

export function newDraft(): SectionDraft {
  return { text: '', entries: [], asking: [], strings: [], problems: [] };
}
