// Owns the words by which methods are sorted and chosen: family, what is initialised, what it takes, what it is for.

export const FAMILIES = [
  'variance scaling',
  'orthogonal and identity',
  'parametrisation',
  'state space',
  'growth',
  'selection',
  'embeddings',
  'adapters',
  'compression',
  'merging',
  'training procedure',
  'diagnostic',
] as const;
export type Family = (typeof FAMILIES)[number];

/** Families of which a picture ships, `docs/pictures/methods/<slug>.svg`. */
export const PICTURED: readonly Family[] = [
  'variance scaling',
  'orthogonal and identity',
  'parametrisation',
  'state space',
  'growth',
  'embeddings',
  'adapters',
  'merging',
  'diagnostic',
];

/** A family in the names of files. */
export function slugOf(family: Family): string {
  return family.replaceAll(' ', '-');
}

export const FAMILY_ABOUT: Readonly<Record<Family, string>> = {
  'variance scaling': 'Random weights whose scale keeps signals and gradients in range.',
  'orthogonal and identity': 'Weights that start as an orthogonal, identity or Hadamard matrix.',
  parametrisation: 'Scales of weights, outputs and learning rates that belong together.',
  'state space': 'Matrices and step sizes of state-space and recurrent layers.',
  growth: 'A larger net from a trained smaller one.',
  selection: 'A smaller net from parts of a trained larger one.',
  embeddings: 'Rows of an embedding for new words, tokens or nodes.',
  adapters: 'The small matrices that are trained beside frozen weights.',
  compression: 'Weights stored with fewer numbers from the start.',
  merging: 'One net from several trained ones.',
  'training procedure':
    'What is done before or at the start of training to begin from a better place.',
  diagnostic: 'What a net tells about its start before it is trained.',
};

/** `any`: the method does not care which layer it is. */
export const LAYERS = [
  'linear',
  'convolution',
  'attention',
  'mlp',
  'embedding',
  'state space',
  'recurrent',
  'graph',
  'adapter',
  'transformer',
  'coordinate net',
  'any',
] as const;
export type Layer = (typeof LAYERS)[number];

/** Other words by which people ask for a layer. */
export const LAYER_WORDS: Readonly<Partial<Record<Layer, readonly string[]>>> = {
  linear: ['dense', 'fc'],
  convolution: ['conv', 'cnn', 'resnet'],
  attention: ['attn', 'qkv'],
  mlp: ['ffn', 'feedforward'],
  embedding: ['vocabulary', 'token'],
  'state space': ['ssm', 'mamba', 's4'],
  recurrent: ['rnn', 'gru', 'lstm'],
  graph: ['gnn', 'gcn'],
  adapter: ['lora', 'peft'],
  transformer: ['gpt', 'vit', 'llm'],
  'coordinate net': ['inr', 'siren'],
};

export const ACTIVATIONS = [
  'relu',
  'gelu',
  'silu',
  'tanh',
  'sigmoid',
  'sine',
  'gaussian',
  'maxout',
  'identity',
] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** What must be at hand beside the net itself. */
export const NEEDS = [
  'data batch',
  'training data',
  'smaller net',
  'larger net',
  'trained net',
  'several nets',
  'old embedding',
  'graph',
] as const;
export type Need = (typeof NEEDS)[number];

/** What a person may demand. `keeps the function`: the new net computes what the old one did. */
export const GOALS = [
  'keeps the function',
  'keeps the variance',
  'no normalisation',
  'deterministic',
  'low precision',
  'few parameters',
  'small data',
  'long sequences',
  'width transfer',
  'merges without training',
  'faster training',
  'new vocabulary',
  'robustness',
  'generalisation',
] as const;
export type Goal = (typeof GOALS)[number];

/** An empty list of activations: the activation does not matter. */
export interface MethodFacets {
  /** Undefined where the file names none that is known. */
  readonly family: Family | undefined;
  readonly layers: readonly Layer[];
  readonly activations: readonly Activation[];
  readonly needs: readonly Need[];
  readonly goals: readonly Goal[];
}
