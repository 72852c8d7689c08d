// Owns the pictures of the families of methods, which ship with the extension as SVG and are shown as a page.
import * as vscode from 'vscode';
import type { CommandContext } from './context';

interface Caption {
  readonly title: string;
  readonly caption: string;
}

/** Shows the picture that the argument names; without one the person chooses. */
export async function showPicture(context: CommandContext, argument?: unknown): Promise<void> {
  const captions = JSON.parse(await read(context, 'captions.json')) as Record<string, Caption>;
  const name = typeof argument === 'string' ? argument : await choose(captions);
  const caption = name === undefined ? undefined : captions[name];
  if (name === undefined || !caption) return;
  const svg = Buffer.from(await read(context, `${name}.svg`)).toString('base64');
  const image = `![${caption.title}](data:image/svg+xml;base64,${svg})`;
  await context.pages.show(caption.title, `# ${caption.title}\n\n${image}\n\n${caption.caption}\n`);
}

async function read({ pictures }: CommandContext, file: string): Promise<string> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(pictures, file));
  return new TextDecoder().decode(bytes);
}

async function choose(captions: Readonly<Record<string, Caption>>): Promise<string | undefined> {
  const items = Object.entries(captions).map(([name, { title, caption }]) => ({
    name,
    label: title,
    description: name.replaceAll('-', ' '),
    detail: caption,
  }));
  const placeHolder = 'Choose a picture of a family of methods';
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder,
    matchOnDescription: true,
  });
  return picked?.name;
}
