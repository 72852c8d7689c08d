// Owns what a letter costs that is typed into a library itself, beside reading and checking all of it.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { diagnosticsOf } from '../../../server/src/core/features/diagnostics/documentDiagnostics';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { row, time, type Row } from '../measure';

const RUNS = 50;
const FIRST_TIMES = 5;

/** Both include the diagnostics, which in the editor wait for a pause. */
export async function editingRow(name: string, workspace: Workspace, path: string): Promise<Row> {
  const uri = pathToFileURL(path).href;
  const text = readFileSync(path, 'utf8');
  const check = () => {
    if (diagnosticsOf(workspace.snapshot, uri).length === 0) throw new Error('Nothing was found.');
  };
  const first = await time(
    FIRST_TIMES,
    () => {
      workspace.open(uri, 1, 'library', text);
      check();
    },
    1,
  );
  const middle = text.indexOf('title ', Math.floor(text.length / 2)) + 'title = {'.length;
  const start = workspace.document(uri)?.lines.positionAt(middle) ?? { line: 0, character: 0 };
  let version = 1;
  const edit = await time(RUNS, () => {
    workspace.edit(uri, ++version, [{ range: { start, end: start }, text: 'x' }]);
    check();
  });
  workspace.close(uri);
  return row(name, edit, { what: 'the library opened', timing: first });
}
