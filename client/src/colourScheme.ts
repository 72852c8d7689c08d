// Owns what the server is told of VS Code's colours, in which it draws formulas.
import * as vscode from 'vscode';
import type { ColourScheme } from '../../server/src/protocol/messages';

const { Light, Dark, HighContrast, HighContrastLight } = vscode.ColorThemeKind;
const SCHEMES: Readonly<Record<vscode.ColorThemeKind, ColourScheme>> = {
  [Light]: 'light',
  [Dark]: 'dark',
  [HighContrast]: 'highContrastDark',
  [HighContrastLight]: 'highContrastLight',
};

export function colourScheme(): ColourScheme {
  return SCHEMES[vscode.window.activeColorTheme.kind];
}
