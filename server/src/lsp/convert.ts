// Owns the conversion between our words and LSP's: the only file that knows the types of both.
import {
  CompletionItemKind,
  InsertReplaceEdit,
  InsertTextFormat,
  MarkupKind,
  SymbolKind,
  TextEdit,
  type CompletionItem,
  type Hover,
  type Location,
  type Range,
  type SymbolInformation,
} from 'vscode-languageserver';
import type { CompletionItem as Item } from '../core/features/completion/item';
import type { Hover as Found } from '../core/features/hover/found';
import type { PaperSymbol } from '../core/features/workspaceSymbols';
import { corpusFileKind } from '../core/corpus/ownCorpus';
import { withoutTabStops } from '../core/render/snippetText';
import type { DocumentKind } from '../core/snapshot';
import type { FilePlace } from '../core/library/filePlace';
import type { LineIndex } from '../core/text/lineIndex';
import type { Edit, Span } from '../core/text/span';
import { PAPER_PAGES } from '../protocol/messages';
import { isNoteFile } from '../workspace/findFiles';
import type { Host } from '../workspace/host';
import type { ClientAbilities } from './capabilities';

const NOTE_LANGUAGES = new Set(['markdown', 'quarto', 'rmd', 'mdx', 'myst']);
const LIBRARY_FILES = /\.(?:bib|bibtex|ris)$/i;

/** How a document is read. The file's ending counts too: Quarto files open as plain text without Quarto. */
export function kindOf(uri: string, languageId: string): DocumentKind | undefined {
  if (corpusFileKind(uri) === 'themes') return 'themes';
  if (languageId === 'python') return 'python';
  if (languageId === 'bibtex' || LIBRARY_FILES.test(uri)) return 'library';
  return NOTE_LANGUAGES.has(languageId) || isNoteFile(uri) ? 'note' : undefined;
}

export function toRange(span: Span, lines: LineIndex): Range {
  return { start: lines.positionAt(span.start), end: lines.positionAt(span.end) };
}

export function toTextEdit({ span, newText }: Edit, lines: LineIndex): TextEdit {
  return TextEdit.replace(toRange(span, lines), newText);
}

export function toHover(found: Found, lines: LineIndex): Hover {
  return {
    contents: { kind: MarkupKind.Markdown, value: found.markdown },
    range: toRange(found.span, lines),
  };
}

/** A symbol that leads to the top of the paper's page. */
export function toSymbol({ key, name, container }: PaperSymbol): SymbolInformation {
  const { scheme, before, after } = PAPER_PAGES;
  const top = { line: 0, character: 0 };
  const uri = `${scheme}:${before}${encodeURIComponent(key)}${after}`;
  const location = { uri, range: { start: top, end: top } };
  return { name, kind: SymbolKind.File, containerName: container, location };
}

const KINDS: Readonly<Record<Item['kind'], CompletionItemKind>> = {
  citation: CompletionItemKind.Reference,
  snippet: CompletionItemKind.Snippet,
  bibtex: CompletionItemKind.Property,
  corpus: CompletionItemKind.Property,
};

export interface ItemData {
  readonly uri: string;
  readonly kind: Item['kind'];
  readonly id: string;
}

/** Where a place of a feature is, as an editor finds it. */
export function toLocation({ file, start, end }: FilePlace, host: Pick<Host, 'uriOf'>): Location {
  return { uri: 'uri' in file ? file.uri : host.uriOf(file.path), range: { start, end } };
}

/** Who, when and what: one finds a work by its title, so the row has to show it. VS Code would put a detail above the card, too. */
function beside({ description, detail }: Item, isRow: boolean) {
  const text = [description, detail].filter((part) => part !== '').join(' · ');
  return isRow ? { labelDetails: { description: text } } : { detail: text };
}

/** `order` is the server's rank; the client sorts by text. */
export function toCompletionItem(
  item: Item,
  order: number,
  { uri, lines }: { readonly uri: string; readonly lines: LineIndex },
  abilities: Pick<ClientAbilities, 'insertReplace' | 'labelDetails' | 'snippets'>,
): CompletionItem {
  const insert = toRange(item.insert, lines);
  const isSnippet = item.isSnippet && abilities.snippets;
  const newText = item.isSnippet && !isSnippet ? withoutTabStops(item.newText) : item.newText;
  const data: ItemData = { uri, kind: item.kind, id: item.id };
  return {
    label: item.label,
    ...beside(item, abilities.labelDetails),
    kind: KINDS[item.kind],
    filterText: item.filterText,
    sortText: String(order).padStart(3, '0'),
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: abilities.insertReplace
      ? InsertReplaceEdit.create(newText, insert, toRange(item.replace, lines))
      : TextEdit.replace(insert, newText),
    ...(item.furtherEdits && item.furtherEdits.length > 0
      ? { additionalTextEdits: item.furtherEdits.map((edit) => toTextEdit(edit, lines)) }
      : {}),
    data,
  };
}
