// Owns the run of the suite inside the extension host of a real VS Code.
import Mocha from 'mocha';
import { activationSuite } from './activation';
import { bibFilesSuite } from './bibFiles';
import { commandsSuite } from './commands';
import { completionSuite } from './completion';
import { crashSuite } from './crash';
import { hoverSuite } from './hover';
import { keysSuite } from './keys';
import { librariesSuite } from './libraries';
import { snippetsSuite } from './snippets';
import { treeSuite } from './tree';

/** The entry that VS Code calls. Rejects on a failure; the last line printed counts the tests. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 20_000, reporter: 'spec', color: false });
  // Puts `describe` and `it` in place for the suites below, which are bundled, not loaded as files.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const suite of [
    activationSuite,
    hoverSuite,
    completionSuite,
    snippetsSuite,
    treeSuite,
    librariesSuite,
    keysSuite,
    bibFilesSuite,
    commandsSuite,
    crashSuite,
  ])
    suite();
  const { passes, failures } = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats as Mocha.Stats));
  });
  console.log(`${passes} passed, ${failures} failed`);
  if (failures > 0) throw new Error(`${failures} of ${passes + failures} tests failed.`);
}
