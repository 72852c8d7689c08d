// Owns "Which Init?": some questions on what is initialised, and the methods that the answers leave.
import * as vscode from 'vscode';
import type {
  FittingMethod,
  MethodChoice,
  MethodOption,
  MethodWishes,
} from '../../../server/src/protocol/messages';
import type { CommandContext } from './context';
import { insertSnippet } from './insert';
import { showPaper } from './papers';

const TITLE = 'Which init?';
const QUESTIONS = [
  { facet: 'layer', prompt: 'What is initialised?' },
  { facet: 'activation', prompt: 'Which activation follows?' },
  { facet: 'atHand', prompt: 'What is at hand beside the net? Choose all, or nothing' },
  { facet: 'goal', prompt: 'What do you demand of it?' },
] as const;
type Question = (typeof QUESTIONS)[number];

const BACK = 'back';
type Answer<T> = { readonly values: readonly T[] } | typeof BACK | undefined;

interface OptionItem extends vscode.QuickPickItem {
  readonly value: string | undefined;
}

interface MethodItem extends vscode.QuickPickItem {
  readonly method: FittingMethod;
}

/** Asks, with a way back; the method that is taken is inserted. */
export async function whichInit(context: CommandContext): Promise<void> {
  /** What was known when each question came, and whether there was anything to ask. */
  const way: { wishes: MethodWishes; asked: boolean }[] = [];
  let wishes: MethodWishes = {};
  for (;;) {
    const choice = await context.server.chooseMethod(wishes);
    if (!choice) return;
    const question = QUESTIONS[way.length];
    const asked = !question || choice.options[question.facet].length > 0;
    const next = !question
      ? await offer(context, choice)
      : asked
        ? await ask(question, choice.options[question.facet], wishes)
        : wishes;
    if (next === undefined) return;
    if (next !== BACK) {
      way.push({ wishes, asked });
      wishes = next;
      continue;
    }
    let last = way.pop();
    while (last?.asked === false) last = way.pop();
    wishes = last?.wishes ?? {};
  }
}

/** The wishes with the answer to one more question. */
async function ask(
  { facet, prompt }: Question,
  options: readonly MethodOption[],
  wishes: MethodWishes,
): Promise<MethodWishes | typeof BACK | undefined> {
  const many = facet === 'atHand';
  const items: OptionItem[] = [
    ...(many ? [] : [{ label: 'It does not matter', value: undefined }]),
    ...options.map(({ value, count }) => ({
      label: value,
      description: count === 1 ? '1 method' : `${count} methods`,
      value,
    })),
  ];
  const step = QUESTIONS.findIndex((question) => question.facet === facet) + 1;
  const answer = await pick(prompt, step, items, many);
  if (answer === undefined || answer === BACK) return answer;
  const values = answer.values.flatMap(({ value }) => value ?? []);
  if (many) return { ...wishes, atHand: values };
  return values[0] === undefined ? wishes : { ...wishes, [facet]: values[0] };
}

/** Lists what fits; undefined when the person has taken one or left. */
async function offer(
  context: CommandContext,
  { methods }: MethodChoice,
): Promise<typeof BACK | undefined> {
  const open = { iconPath: new vscode.ThemeIcon('open-preview'), tooltip: 'Show the paper' };
  const items: MethodItem[] = methods.map((method) => ({
    label: method.name,
    description: `${method.fidelity} · @${method.paperKey}`,
    detail: `${method.when} ${method.why}`,
    buttons: [open],
    method,
  }));
  const prompt = items.length === 0 ? 'No method fits: go back and demand less' : 'These fit';
  const show = ({ method }: MethodItem) => void showPaper(context, method.paperKey);
  const answer = await pick(prompt, QUESTIONS.length + 1, items, false, show);
  if (answer === BACK) return BACK;
  const method = answer?.values[0]?.method;
  if (method) await insertSnippet(context, method.id);
  return undefined;
}

/** One step of the way. Undefined: the person left. */
function pick<T extends vscode.QuickPickItem>(
  prompt: string,
  step: number,
  items: readonly T[],
  many: boolean,
  onButton?: (item: T) => void,
): Promise<Answer<T>> {
  const list = vscode.window.createQuickPick<T>();
  Object.assign(list, { title: TITLE, placeholder: prompt, items, canSelectMany: many });
  Object.assign(list, { step, totalSteps: QUESTIONS.length + 1 });
  Object.assign(list, { matchOnDescription: true, matchOnDetail: true });
  if (step > 1) list.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    const close = (answer: Answer<T>) => {
      resolve(answer);
      list.hide();
    };
    list.onDidAccept(() => close({ values: list.selectedItems }));
    list.onDidTriggerButton(() => close(BACK));
    list.onDidTriggerItemButton(({ item }) => {
      onButton?.(item);
      close(undefined);
    });
    list.onDidHide(() => {
      resolve(undefined);
      list.dispose();
    });
    list.show();
  });
}
