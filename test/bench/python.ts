// Owns the measurements in Python: the completion of a method as its name is typed, and the hover.
import { complete } from '../../server/src/core/features/completion/complete';
import { hover } from '../../server/src/core/features/hover/hover';
import { Workspace } from '../../server/src/workspace/workspace';
import { MemoryHost, shippedFiles } from '../support/memoryHost';
import { row, time, type Row } from './measure';

const RUNS = 200;
const [LONG, SHORT] = [3_000, 300];

/** A module of some `lines` lines: imports, small functions, and a network at its end. */
function drawModule(lines: number): string {
  const functions = Array.from(
    { length: Math.floor(lines / 6) },
    (_, i) =>
      `def step_${i}(x, y=${i}):\n    """Step ${i}."""\n    z = x + y\n    return z * ${i}\n\n`,
  );
  return `import math\nfrom torch import nn\n\n${functions.join('\n')}\nnet = nn.Sequential()\n`;
}

export async function pythonRows(): Promise<Row[]> {
  const workspace = new Workspace(new MemoryHost(shippedFiles()));
  await workspace.load([]);
  const measure = async (lines: number) => {
    const uri = `file:///${lines}.py`;
    const text = drawModule(lines);
    const line = text.split('\n').length - 1;
    workspace.open(uri, 0, 'python', `${text}ls`);
    const typed = await time(RUNS, (run) => {
      // One letter is typed and taken back, so that each run finds the same name.
      const back = run % 2 === 1;
      const [from, to] = [2, back ? 3 : 2].map((character) => ({ line, character }));
      if (!from || !to) return;
      workspace.edit(uri, run + 1, [{ range: { start: from, end: to }, text: back ? '' : 'u' }]);
      complete(workspace.snapshot, uri, text.length + (back ? 2 : 3));
    });
    const options = { actions: true, mentions: true };
    const place = text.indexOf('Sequential') + 3;
    const shown = await time(RUNS, () => hover(workspace.snapshot, uri, place, options));
    return { typed, shown };
  };
  const [short, long] = [await measure(SHORT), await measure(LONG)];
  return [
    row('a letter of a method typed, 3,000 lines of Python', long.typed, {
      what: 'same, 300 lines',
      timing: short.typed,
    }),
    row('hover, 3,000 lines of Python', long.shown, {
      what: 'same, 300 lines',
      timing: short.shown,
    }),
  ];
}
