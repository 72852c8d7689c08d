// Owns the choice of a method by what is initialised, what is at hand, and what is demanded of it.
import type { Method } from '../corpus/method';
import { ACTIVATIONS, GOALS, LAYERS, NEEDS } from '../corpus/methodFacets';
import { asSentence } from '../render/sentence';
import type { Snapshot } from '../snapshot';

/** What the person has said, in the words of methodFacets; what is left out does not matter to them. */
export interface MethodWishes {
  readonly layer?: string | undefined;
  readonly activation?: string | undefined;
  /** All that is at hand beside the net: a method that needs anything else is left out. */
  readonly atHand?: readonly string[] | undefined;
  readonly goal?: string | undefined;
}

export interface FittingMethod {
  readonly id: string;
  readonly name: string;
  readonly when: string;
  readonly why: string;
  readonly initialises: string;
  readonly fidelity: string;
  readonly paperKey: string;
}

/** An answer that would leave `count` methods. */
export interface MethodOption {
  readonly value: string;
  readonly count: number;
}

export interface MethodChoice {
  /** The closest first. */
  readonly methods: readonly FittingMethod[];
  /** Per question the answers that leave a method, given the other wishes. */
  readonly options: {
    readonly layer: readonly MethodOption[];
    readonly activation: readonly MethodOption[];
    readonly atHand: readonly MethodOption[];
    readonly goal: readonly MethodOption[];
  };
}

/** The methods that fit, and what could still be asked. Linear in methods and answers. */
export function chooseMethod({ catalog }: Snapshot, wishes: MethodWishes): MethodChoice {
  const { methods } = catalog;
  return {
    methods: methods
      .filter((method) => fits(method, wishes))
      .sort((a, b) => closeness(b, wishes) - closeness(a, wishes) || a.name.localeCompare(b.name))
      .map(toRow),
    options: {
      layer: options(LAYERS, (layer) =>
        count(methods, { ...wishes, layer }, ({ layers }) => has(layers, layer)),
      ),
      activation: options(ACTIVATIONS, (activation) =>
        count(methods, { ...wishes, activation }, ({ activations }) =>
          has(activations, activation),
        ),
      ),
      atHand: options(NEEDS, (need) =>
        count(methods, { ...wishes, atHand: undefined }, ({ needs }) => has(needs, need)),
      ),
      goal: options(GOALS, (goal) => count(methods, { ...wishes, goal })),
    },
  };
}

function options(
  values: readonly string[],
  countOf: (value: string) => number,
): readonly MethodOption[] {
  return values
    .map((value) => ({ value, count: countOf(value) }))
    .filter((option) => option.count > 0);
}

/** `names`: the method must say it of itself; that it does not matter is no reason to ask. */
function count(
  methods: readonly Method[],
  wishes: MethodWishes,
  names: (method: Method) => boolean = () => true,
): number {
  return methods.filter((method) => names(method) && fits(method, wishes)).length;
}

function fits(method: Method, { layer, activation, atHand, goal }: MethodWishes): boolean {
  const { layers, activations, needs, goals } = method;
  return (
    (layer === undefined || has(layers, layer) || has(layers, 'any')) &&
    (activation === undefined || activations.length === 0 || has(activations, activation)) &&
    (atHand === undefined || needs.every((need) => has(atHand, need))) &&
    (goal === undefined || has(goals, goal))
  );
}

function has(words: readonly string[], word: string): boolean {
  return words.includes(word);
}

/** A method made for this layer or activation, or one that uses what is at hand, is closer than one for all. */
function closeness(method: Method, { layer, activation, atHand }: MethodWishes): number {
  const isForLayer = layer !== undefined && has(method.layers, layer);
  const isForActivation = activation !== undefined && has(method.activations, activation);
  const usesWhatIsThere = atHand !== undefined && method.needs.length > 0;
  return (
    (isForLayer ? 1 + 1 / method.layers.length : 0) +
    Number(isForActivation) +
    Number(usesWhatIsThere)
  );
}

function toRow({ id, name, when, why, initialises, fidelity, paper }: Method): FittingMethod {
  const [sentence, reason] = [asSentence(when), asSentence(why)];
  return { id, name, when: sentence, why: reason, initialises, fidelity, paperKey: paper };
}
