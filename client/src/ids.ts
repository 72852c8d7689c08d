// Owns every id that the manifest and the code share. The contract test holds the two together.

export const COMMANDS = {
  insertCitation: 'paperlens.insertCitation',
  insertSnippet: 'paperlens.insertSnippet',
  whichInit: 'paperlens.whichInit',
  showPicture: 'paperlens.showPicture',
  searchPapers: 'paperlens.searchPapers',
  showPaper: 'paperlens.showPaper',
  showMap: 'paperlens.showMap',
  revealInThemes: 'paperlens.revealInThemes',
  copyKey: 'paperlens.copyKey',
  copyBibtex: 'paperlens.copyBibtex',
  openArxiv: 'paperlens.openArxiv',
  findInNotes: 'paperlens.findInNotes',
  filterThemes: 'paperlens.filterThemes',
  clearFilter: 'paperlens.clearFilter',
  groupByTheme: 'paperlens.groupByTheme',
  groupByYear: 'paperlens.groupByYear',
  groupByMethod: 'paperlens.groupByMethod',
  explainDocument: 'paperlens.explainDocument',
  showLog: 'paperlens.showLog',
  restartServer: 'paperlens.restartServer',
} as const;

export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

/** Of these, cards may link to; a link in a card to any other command does nothing. */
export const CARD_COMMANDS: readonly CommandId[] = [
  COMMANDS.copyKey,
  COMMANDS.insertSnippet,
  COMMANDS.showPicture,
  COMMANDS.showPaper,
  COMMANDS.revealInThemes,
];

export const VIEWS = {
  container: 'paperlens',
  themes: 'paperlens.themes',
} as const;

/** Kinds of webview panels. */
export const PANELS = {
  map: 'paperlens.map',
} as const;

export const CONTEXT_KEYS = {
  /** `theme`, `year` or `method`. */
  grouping: 'paperlens.grouping',
  filtered: 'paperlens.filtered',
  /** `starting`, `ready` or `failed`. */
  state: 'paperlens.state',
} as const;

/** `contextValue` of tree items: `paper`, then what it has, as in `paper.arxiv.snippet`. */
export const ITEM_CONTEXT = {
  paper: 'paper',
  withSnippet: 'paper.snippet',
  group: 'group',
} as const;
