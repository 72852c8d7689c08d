// Owns the types of what the bench takes from Citation.js, which has none.
declare module '@citation-js/core' {
  export const plugins: {
    readonly input: {
      chain(
        input: string,
        options: { readonly forceType: string; readonly generateGraph: boolean },
      ): readonly unknown[];
    };
  };
}
declare module '@citation-js/plugin-bibtex';
