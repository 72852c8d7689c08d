// Owns the scenes with a person's own libraries: what is done with mouse and keys, and what must then be on the screen.
import { strict as assert } from 'node:assert';
import { killServer } from './serverProcess.mjs';

const CHAPTER = 'chapter.md';
const OWN = 'hinton2015distilling';
const SLIP = 'hinton2015destilling';

export const LIBRARY_SCENES = {
  'the status bar counts papers and entries': async (bench) => {
    await bench.openFile(CHAPTER);
    await bench.waitForStatus(/119 \+ \d+ works/);
  },
  'an entry of an own library is found, explained and put in': async (bench) => {
    await bench.openFile(CHAPTER);
    await bench.goToEndOf('invariant');
    await bench.type(' [@noether');
    const rows = await bench.suggestions('noether1918invarianten');
    assert.match(rows[0] ?? '', /noether1918invarianten\s+Noether 1918/);
    await bench.showDetails('Invariante Variationsprobleme');
    await bench.press('Enter');
    await bench.waitForText('[@noether1918invarianten');
  },
  'the pointer over an own key shows its entry': async (bench) => {
    await bench.openFile(CHAPTER);
    const card = await bench.hoverOver(OWN, 'Distilling the Knowledge');
    assert.match(card, /Geoffrey Hinton, Oriol Vinyals, Jeff Dean · 2015 · Advances in Neural/);
    assert.match(card, /in own\.bib/);
  },
  'an unknown key is underlined, and the light bulb knows the one that is meant': async (bench) => {
    await bench.openFile(CHAPTER);
    await bench.clickAt(SLIP);
    await bench.waitForProblem(`No entry has the key "${SLIP}". Searched: own.bib`);
    await bench.clickAt(SLIP);
    const fixes = await bench.quickFixes();
    assert.deepEqual(fixes, [`Change to @${OWN}`, 'Ignore unknown-key here']);
    await bench.picture('unknown-key');
    await bench.press('Enter');
    await bench.waitForNoText(SLIP);
    await bench.waitForNoProblem(SLIP);
    await bench.closePanel();
  },
  'F12 leads to the entry, and to the page of a paper that ships': async (bench) => {
    await bench.openFile(CHAPTER);
    await bench.clickAt(OWN);
    await bench.press('F12');
    await bench.waitForTab('own.bib');
    await bench.waitForCursor(17);
    await bench.openFile(CHAPTER);
    await bench.clickAt('mishkin2015all');
    await bench.press('F12');
    await bench.waitForPage('All you need is a good init');
  },
  'F2 shows what it would rename, then changes note and library together': async (bench) => {
    await bench.openFile('own.bib');
    await bench.clickAt(OWN);
    await bench.press('F2');
    await bench.waitForRename();
    await bench.press('Control+A');
    await bench.type('hinton2015knowledge');
    await bench.press('Control+Enter');
    await bench.waitForRefactoring(['chapter.md', 'own.bib', 'report.Rmd']);
    await bench.picture('rename');
    await bench.applyRefactoring();
    await bench.waitForText('@article{hinton2015knowledge');
    await bench.openFile(CHAPTER);
    await bench.waitForText('[@hinton2015knowledge');
    await bench.openFile('report.Rmd');
    await bench.waitForText('[@hinton2015knowledge');
  },
  'a field of a .bib file is completed with its braces': async (bench) => {
    await bench.openFile('faulty.bib');
    await bench.goToEndOf('Nobody');
    await bench.type(',');
    await bench.press('Enter');
    await bench.type('edi');
    const rows = await bench.suggestions('editor');
    assert.match(rows[0] ?? '', /editor\s+(?:expected of @book|field)/);
    await bench.press('Enter');
    await bench.waitForText('editor = {},');
  },
  'Explain This Document tells which libraries apply and which keys are unknown': async (bench) => {
    await bench.openFile(CHAPTER);
    await bench.command('Paperlens: Explain This Document');
    await bench.waitForPage('Keys that no source has');
    await bench.waitForPageText(/own\.bib: 4 entries \(named by this note\)/);
    await bench.waitForPageText(/@ghost2031nothing: it is in none/);
  },
  'a server that crashes five times is given up, and comes back when asked': async (bench) => {
    await bench.openFile(CHAPTER);
    let last = 0;
    for (let crash = 0; crash < 5; crash++) last = await killServer(process.pid, last);
    await bench.clickInNotification('crashed five times within three minutes', 'Restart');
    await bench.waitForStatus(/119 \+ \d+ works/);
    await bench.hoverOver('chen2016net2net', 'Accelerating Learning');
  },
};
