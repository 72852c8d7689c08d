// Owns the status bar item: what is loaded, and that something could not be read.
import * as vscode from 'vscode';
import type { StatusParams } from '../../../server/src/protocol/messages';
import { COMMANDS, CONTEXT_KEYS } from '../ids';

export class StatusItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem(
    'paperlens.status',
    vscode.StatusBarAlignment.Right,
  );

  constructor() {
    this.#item.name = 'Paperlens';
    this.#item.command = COMMANDS.explainDocument;
    this.#set('starting', '$(loading~spin) Paperlens', 'Paperlens is starting.');
    this.#item.show();
  }

  loaded({ papers, methods, entries, libraries, isReading, problems }: StatusParams): void {
    const ofLibraries = entries > 0 ? ` + ${entries.toLocaleString('en')}` : '';
    const label = `${papers}${ofLibraries} works`;
    const counts =
      `${papers} papers and ${methods} methods with code of corpora, ` +
      `${counted(entries, 'entry', 'entries')} of ${counted(libraries, 'library', 'libraries')}` +
      (isReading ? ', and more are being read' : '');
    if (problems.length === 0)
      return this.#set(
        'ready',
        isReading ? `$(loading~spin) ${label}` : `$(book) ${label}`,
        `Paperlens: ${counts}. Click to see what it knows of this document.`,
      );
    const places = problems
      .slice(0, 5)
      .map(({ file, line, message }) => `${file}:${line}: ${message}`);
    const more =
      problems.length > places.length ? [`… and ${problems.length - places.length} more`] : [];
    this.#set(
      'ready',
      `$(warning) ${label}`,
      [`Paperlens: ${counts}. Not everything could be read:`, ...places, ...more].join('\n'),
    );
  }

  failed(reason: string): void {
    this.#set('failed', '$(error) Paperlens', `Paperlens does not run: ${reason}`);
    this.#item.command = COMMANDS.restartServer;
  }

  dispose(): void {
    this.#item.dispose();
  }

  #set(state: 'starting' | 'ready' | 'failed', text: string, tooltip: string): void {
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.command = COMMANDS.explainDocument;
    void vscode.commands.executeCommand('setContext', CONTEXT_KEYS.state, state);
  }
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
