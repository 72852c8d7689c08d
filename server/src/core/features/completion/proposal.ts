// Owns what is proposed where fields and values are written, before it is known what it replaces.
import type { CompletionItem } from './item';

export type Proposal = Pick<
  CompletionItem,
  'label' | 'description' | 'detail' | 'newText' | 'isSnippet'
>;

/** Inserts `form`, in VS Code's snippet syntax; without one, the label. */
export function proposal(label: string, detail: string, form?: string): Proposal {
  const newText = form ?? label;
  return { label, description: '', detail, newText, isSnippet: form !== undefined };
}
