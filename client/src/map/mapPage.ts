// Owns the HTML of the map's page: its fixed parts and its content policy. Pure, so that tests can serve it.

export interface PageSources {
  /** Addresses of the page's script and style sheet. */
  readonly script: string;
  readonly style: string;
  /** Where VS Code serves an extension's files from. */
  readonly cspSource: string;
  /** New for each page: only the script that carries it runs. */
  readonly nonce: string;
}

const HINT =
  'Arrow keys move · Enter opens · C cites · T shows in the tree · Escape leaves<span class="zoom-keys"> · + − 0 zoom</span>';

export function mapPage({ script, style, cspSource, nonce }: PageSources): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `img-src 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Map of the Field</title>
    <link rel="stylesheet" href="${style}" />
  </head>
  <body>
    <header>
      <div class="tabs" role="tablist" aria-label="Views">${tab('map', 'Map')}${tab('timeline', 'Timeline')}${tab('table', 'Table')}</div>
      <input id="query" type="search" aria-label="Highlight papers" placeholder="Highlight by title, author, year, topic …" />
      <output id="status" for="query"></output>
      <div class="zoom" role="group" aria-label="Zoom">
        <button type="button" id="zoom-out" aria-label="Zoom out">−</button>
        <button type="button" id="zoom-in" aria-label="Zoom in">+</button>
        <button type="button" id="zoom-reset">Reset</button>
      </div>
    </header>
    <main id="views">
      ${panel('map', '<div class="plot" id="plot-map"></div>')}
      ${panel('timeline', '<div class="plot" id="plot-timeline"></div>')}
      ${panel('table', TABLE)}
    </main>
    <aside aria-labelledby="legend-title">
      <h2 id="legend-title">Themes</h2>
      <ul id="themes"></ul>
      <button type="button" id="all-themes" class="link">Show all themes</button>
      <p>The larger a point, the more often your notes cite the paper. Lines lead to related papers.</p>
    </aside>
    <footer>${HINT}</footer>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>`;
}

const TABLE = `<table>
        <caption>Papers with authors, year, theme, and citations in your notes</caption>
        <thead><tr id="headings"></tr></thead>
        <tbody id="rows"></tbody>
      </table>`;

function tab(name: string, label: string): string {
  return `<button type="button" role="tab" id="tab-${name}" aria-controls="panel-${name}">${label}</button>`;
}

function panel(name: string, content: string): string {
  return `<section id="panel-${name}" role="tabpanel" aria-labelledby="tab-${name}" hidden>${content}</section>`;
}
