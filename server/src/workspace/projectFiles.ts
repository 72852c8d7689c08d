// Owns the reading of YAML files that speak for notes, `_quarto.yml` and the like, as files that may change.
import { readMetadata, type Metadata } from '../core/library/metadata';
import type { FileReader } from './watchedFiles';

export interface ProjectFile {
  readonly text: string;
  readonly metadata: Metadata;
}

/** What such a file said last holds while it cannot be read, as when it is saved in the middle of a change. */
export const projectFileReader: FileReader<ProjectFile> = {
  *read(_path, { text }) {
    yield;
    const metadata = readMetadata(text);
    return metadata && { text, metadata };
  },
  isOf: (file, text) => file.text === text,
  isHalfWritten: (next, previous) => next.text.trim() === '' && previous.text.trim() !== '',
};
