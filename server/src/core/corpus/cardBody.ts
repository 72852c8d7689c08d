// Owns the body of a paper's file: a one-sentence summary, then sections of short points.
import type { Paper } from './paper';
import type { Parsed, Problem } from './problem';

type CardBody = Pick<Paper, 'summary' | 'problem' | 'approach' | 'findings' | 'useItWhen'>;

export const SECTIONS = ['Problem', 'Approach', 'Findings', 'Use it when'] as const;
type Section = (typeof SECTIONS)[number];

/** Reads the body. Only the summary is required; an unknown section is reported and left out. */
export function parseCardBody(file: string, body: string, firstLine: number): Parsed<CardBody> {
  const problems: Problem[] = [];
  const points = new Map<Section, string[]>(SECTIONS.map((section) => [section, []]));
  const summary: string[] = [];
  let section: Section | 'summary' | 'unknown' = 'summary';
  body.split('\n').forEach((raw, i) => {
    const line = raw.trim();
    const heading = /^##\s+(.+)$/.exec(line)?.[1];
    if (heading !== undefined) {
      section = SECTIONS.find((known) => known === heading) ?? 'unknown';
      if (section === 'unknown') {
        problems.push({
          file,
          line: firstLine + i,
          message: `"${heading}" is no section; known are ${SECTIONS.join(', ')}.`,
        });
      }
    } else if (line !== '' && section === 'summary') summary.push(line);
    else if (line !== '' && section !== 'unknown')
      addLine(points.get(section as Section) ?? [], line);
  });
  if (summary.length === 0)
    problems.push({ file, line: firstLine, message: 'The summary sentence is missing.' });
  const useItWhen = points.get('Use it when')?.join(' ');
  return {
    value: {
      summary: summary.join(' '),
      problem: points.get('Problem') ?? [],
      approach: points.get('Approach') ?? [],
      findings: points.get('Findings') ?? [],
      ...(useItWhen ? { useItWhen } : {}),
    },
    problems,
  };
}

/** A line with a bullet begins a point; any other line goes on with the one before. */
function addLine(points: string[], line: string): void {
  const bullet = /^[-*]\s+(.*)$/.exec(line)?.[1];
  const last = points.length - 1;
  if (bullet !== undefined) points.push(bullet);
  else if (last >= 0) points[last] = `${points[last] ?? ''} ${line}`;
  else points.push(line);
}
