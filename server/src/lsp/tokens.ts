// Owns the kinds of coloured words that the manifest gives colours to.

export const TOKEN_TYPES = ['citation'];
export const TOKEN_MODIFIERS = ['unknown'];
