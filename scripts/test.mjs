// npm test: sets everything up, runs every stage, and tells what passed, failed or could not run.
import { parseArgs } from 'node:util';
import { onInterrupt } from './setup/interrupt.mjs';
import { runStages } from './test/runStages.mjs';
import { STAGES } from './test/stages.mjs';
import { closingLine, summaryTable, total } from './test/summary.mjs';

const USAGE = `npm test -- [--only stage,stage] [--strict]
  --only    run these stages only: ${STAGES.map(({ name }) => name).join(', ')}
  --strict  a stage that cannot run is a failure; implied by CI=true`;

/** @returns {{ stages: typeof STAGES, isStrict: boolean } | { error: string }} */
function readOptions(args) {
  const options = { only: { type: 'string' }, strict: { type: 'boolean' } };
  try {
    const { values } = parseArgs({ args, options });
    const isStrict = values.strict ?? !['', 'false', '0'].includes(process.env.CI ?? '');
    if (values.only === undefined) return { stages: STAGES, isStrict };
    const names = values.only.split(',').map((name) => name.trim());
    const unknown = names.find((name) => !STAGES.some((stage) => stage.name === name));
    if (unknown !== undefined) return { error: `There is no stage "${unknown}".` };
    return { stages: STAGES.filter(({ name }) => names.includes(name)), isStrict };
  } catch (error) {
    return { error: error.message };
  }
}

onInterrupt();
const options = readOptions(process.argv.slice(2));
if ('error' in options) {
  console.error(`${options.error}\n\n${USAGE}`);
  process.exit(2);
}
const results = await runStages(options.stages);
const sum = total(results, options.isStrict);
console.log(`\n${summaryTable(results)}\n`);
console.log(closingLine(sum));
// A run in which nothing was tested has not passed either.
process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
