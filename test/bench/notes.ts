// Owns the notes and names that the bench runs on: drawn from the shipped corpus with a seeded generator.
import type { Corpus } from '../../server/src/core/corpus/corpus';
import type { Paper } from '../../server/src/core/corpus/paper';

/** Mulberry32: small, seeded, the same on every machine. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A note of about `words` words: sentences of the cards, with names, citations, code, maths and links. */
export function drawNote(corpus: Corpus, words: number, seed = 1): string {
  const random = generator(seed);
  const paper = () => corpus.papers[Math.floor(random() * corpus.papers.length)] as Paper;
  const blocks: string[] = ['---\ntitle: A drawn note\n---'];
  for (let count = 0; count < words;) {
    const [a, b, c] = [paper(), paper(), paper()];
    const name = a.names[0]?.name ?? a.title;
    const block = [
      ...(random() < 0.15 ? [`## ${b.title}\n\n`] : []),
      `${name} is one way; ${b.summary} See [@${c.key}, p. 3; @${a.key}] and \`code of ${name}\`. `,
      `${c.summary} For $x^2 + ${Math.floor(random() * 9)}$ see [the code](https://example.org/${b.key}) `,
      `and arXiv:${b.arxiv ?? '2001.00001'}.`,
    ].join('');
    blocks.push(block);
    count += block.split(/\s+/).length;
  }
  return blocks.join('\n\n');
}

/** The corpus `times` times over, with other keys, titles and names, for growth measurements. */
export function scaled(corpus: Corpus, times: number): Corpus {
  const copy = (paper: Paper, n: number): Paper => ({
    ...paper,
    key: `${paper.key}${n}`,
    title: `${paper.title} volume ${n}`,
    names: paper.names.map((name) => ({ ...name, name: `${name.name} volume ${n}` })),
  });
  const copies = Array.from({ length: times - 1 }, (_, n) =>
    corpus.papers.map((paper) => copy(paper, n + 2)),
  );
  return { ...corpus, papers: [...corpus.papers, ...copies.flat()] };
}
