// Owns the tests of a server that dies while notes are open.
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { closeAll, eventually, openAt, openWith } from './notes';
import { hoveredText } from './providers';

/** The servers that this extension host has started, from Linux' list of processes. */
function servers(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => isServer(pid))
    .map(Number);
}

function isServer(pid: string): boolean {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    // The name before the parent stands in brackets and may hold spaces.
    const parent = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1];
    return /dist[\\/]server\.js/.test(command) && parent === String(process.pid);
  } catch {
    return false;
  }
}

export function crashSuite(): void {
  describe('a server that crashes', () => {
    afterEach(closeAll);

    it('is started again, and knows what is open and not saved', async function () {
      if (process.platform !== 'linux') this.skip();
      const note = await openAt('thesis/chapter.md', 'what stays invariant<|>.');
      await note.edit((edit) => edit.insert(note.selection.active, ' [@noether1918invarianten]'));
      const key = note.document.getText().indexOf('noether1918');
      const place = note.document.positionAt(key);
      note.selection = new vscode.Selection(place, place);
      await hoveredText(note, 'Noether');
      const [before, ...others] = servers();
      assert(before && others.length === 0, 'one server runs');
      process.kill(before, 'SIGKILL');
      await eventually('another server', servers, ([now]) => now !== undefined && now !== before);
      await hoveredText(note, 'Noether');
      const untitled = await openWith('We use LS<|>UV here.');
      await hoveredText(untitled, 'good init');
    });
  });
}
