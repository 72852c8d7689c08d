// Owns the form of corner cases: notes by what they have in common.

export type Groups = Readonly<Record<string, readonly string[]>>;
