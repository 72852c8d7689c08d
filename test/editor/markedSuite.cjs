// Owns marking what the suite prints: VS Code logs its own doings through the same channel.
const { format } = require('node:util');

/** VS Code locks the methods of the console, so the console itself is replaced. */
const marked = Object.create(console);
for (const method of ['log', 'info', 'warn', 'error']) {
  const print = console[method].bind(console);
  Object.defineProperty(marked, method, {
    value: (...args) => print(`[suite] ${format(...args)}`),
  });
}

exports.run = () => {
  globalThis.console = marked;
  return require(process.env.PAPERLENS_SUITE).run();
};
