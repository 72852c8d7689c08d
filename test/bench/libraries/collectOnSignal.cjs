// Owns the collection of garbage on request, preloaded into the server whose memory is measured (needs --expose-gc).
process.on('SIGUSR2', () => {
  globalThis.gc();
  globalThis.gc();
});
