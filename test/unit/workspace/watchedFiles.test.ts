// Files that change at any time: what is known of them after each event, and how often they are read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Disk, diskWith, LATER, SOON } from './watchedDisk';

const A = '/w/a.bib';
const B = '/w/b.bib';

/** How problems begin. */
const HALF = 'The file seems to be';
const GONE = 'The file has just go';
const UNREADABLE = 'The file cannot be r';
const NO_SUCH_FORM = 'The file is not in a';
const LEADS_OUT = 'The file is a link t';

test('files are read when they are wanted, each once', async () => {
  const disk = new Disk({ [A]: 'one.', [B]: 'two.' });
  assert.equal(disk.files.get(A), undefined);
  disk.files.want([A, B, A]);
  assert.deepEqual(disk.of(A), ['loading', undefined]);
  await disk.want(A);
  assert.deepEqual(disk.of(A), ['loaded', 'one.']);
  assert.deepEqual(disk.of(B), ['loaded', 'two.']);
  assert.deepEqual(disk.parsed, ['one.', 'two.']);
  assert.deepEqual(disk.changed, [A, B]);
});

test('what is known of a file, as it is looked up', async () => {
  const disk = new Disk({ [A]: 'one.', '/elsewhere/x.bib': 'x.', [B]: 'what?' });
  disk.host.link('/w/link.bib', '/elsewhere/x.bib');
  const wanted = [A, B, '/w/none.bib', '/w/link.bib'];
  const known = () => wanted.map((path) => [disk.files.realPathOf(path), disk.files.valueOf(path)]);
  assert.deepEqual(known(), Array(4).fill([undefined, undefined]));
  disk.files.want(wanted);
  assert.deepEqual(known(), Array(4).fill([undefined, undefined]));
  await disk.files.idle();
  assert.deepEqual(known(), [
    [A, 'one.'],
    [B, null],
    [null, null],
    ['/elsewhere/x.bib', 'x.'],
  ]);
});

test('one file at a time', async () => {
  const disk = new Disk({ [A]: 'one.', [B]: 'two.' });
  const release = disk.host.hold(A);
  disk.files.want([A, B]);
  await disk.host.elapse(LATER);
  assert.deepEqual(disk.of(B), ['loading', undefined]);
  release();
  await disk.files.idle();
  assert.deepEqual(disk.of(B), ['loaded', 'two.']);
});

test('a burst of events is one reading', async () => {
  const disk = await diskWith({ [A]: 'one.' });
  for (let i = 0; i < 50; i++) {
    disk.host.write(A, `one. ${i}.`);
    disk.files.stir(A);
    await disk.host.elapse(1);
  }
  await disk.elapse(SOON);
  assert.deepEqual(disk.host.reads, [A]);
  assert.deepEqual(disk.of(A), ['loaded', 'one. 49.']);
  await disk.elapse(LATER);
  assert.deepEqual(disk.host.reads, [A]);
});

test('an event while the file is being read leads to one more reading', async () => {
  const disk = await diskWith({ [A]: 'one.' });
  const release = disk.host.hold(A);
  disk.files.stir(A);
  await disk.host.elapse(SOON);
  disk.host.write(A, 'one. two.');
  disk.files.stir(A);
  disk.files.stir(A);
  release();
  await disk.elapse(SOON);
  assert.equal(disk.host.reads.length, 2);
  assert.deepEqual(disk.of(A), ['loaded', 'one. two.']);
});

test('a file that is written with the same content is not parsed again, and nothing is told', async () => {
  const disk = await diskWith({ [A]: 'one.' });
  await disk.write(A, 'one.');
  assert.deepEqual(disk.host.reads, [A]);
  assert.deepEqual(disk.parsed, []);
  assert.deepEqual(disk.changed, []);
});

test('events of files that are not wanted are no matter', async () => {
  const disk = await diskWith({ [A]: 'one.' });
  await disk.write(B, 'two.');
  assert.equal(disk.files.get(B), undefined);
  assert.deepEqual(disk.host.reads, []);
});

test('a half-written file keeps what it held until it is whole', async () => {
  const disk = await diskWith({ [A]: 'one. two. three.' });
  await disk.write(A, 'one. tw');
  assert.deepEqual(disk.of(A), ['loaded', 'one. two. three.', HALF]);
  await disk.write(A, 'one. two. three. four.');
  assert.deepEqual(disk.of(A), ['loaded', 'one. two. three. four.']);
  await disk.elapse(LATER);
  assert.deepEqual(disk.of(A), ['loaded', 'one. two. three. four.']);
  await disk.write(A, 'one. tw');
  assert.deepEqual(disk.of(A), ['loaded', 'one. two. three. four.', HALF]);
});

test('also without a further event', async () => {
  const disk = await diskWith({ [A]: 'one. two. three.' });
  await disk.write(A, '');
  disk.host.write(A, 'one. two. three. four.');
  await disk.elapse(LATER);
  assert.deepEqual(disk.of(A), ['loaded', 'one. two. three. four.']);
});

test('written back as it was, nothing is left of the doubt', async () => {
  const disk = await diskWith({ [A]: 'one. two.' });
  await disk.write(A, '');
  await disk.write(A, 'one. two.');
  assert.deepEqual(disk.of(A), ['loaded', 'one. two.']);
  assert.deepEqual(disk.parsed, ['']);
  await disk.elapse(LATER);
  await disk.write(A, '');
  assert.deepEqual(disk.of(A), ['loaded', 'one. two.', HALF]);
});

test('what is still the same after a while is believed, and was parsed once', async () => {
  for (const text of ['', 'one. tw']) {
    const disk = await diskWith({ [A]: 'one. two. three.' });
    await disk.write(A, text);
    await disk.write(A, text);
    assert.deepEqual(
      disk.of(A),
      ['loaded', 'one. two. three.', HALF],
      'a second event is no proof',
    );
    await disk.elapse(LATER);
    assert.deepEqual(disk.of(A), ['loaded', text]);
    assert.deepEqual(disk.parsed, [text]);
    await disk.write(A, 'one. two. three.');
    await disk.write(A, text);
    assert.deepEqual(disk.of(A), ['loaded', 'one. two. three.', HALF], 'not once for all');
  }
});

test('what is half-written in another way after a while waits again', async () => {
  const disk = await diskWith({ [A]: 'one. two. three.' });
  await disk.write(A, 'one');
  disk.host.write(A, 'one. tw');
  await disk.elapse(LATER);
  assert.deepEqual(disk.of(A), ['loaded', 'one. two. three.', HALF]);
  await disk.elapse(LATER);
  assert.deepEqual(disk.of(A), ['loaded', 'one. tw']);
});

test('an entry that was taken out is gone at once', async () => {
  const disk = await diskWith({ [A]: 'one. two. three.' });
  await disk.write(A, 'one. three.');
  assert.deepEqual(disk.of(A), ['loaded', 'one. three.']);
});

test('a file that is deleted is missing after a while', async () => {
  const disk = await diskWith({ [A]: 'one.' });
  await disk.remove(A);
  assert.deepEqual(disk.of(A), ['loaded', 'one.', GONE]);
  assert.equal(disk.files.realPathOf(A), A);
  await disk.elapse(LATER);
  assert.deepEqual(disk.of(A), ['missing', undefined]);
  assert.equal(disk.files.realPathOf(A), null);
});

test('a file that is gone after it was half-written is waited for anew', async () => {
  const disk = await diskWith({ [A]: 'one. two.' });
  await disk.write(A, '');
  disk.host.remove(A);
  await disk.elapse(LATER);
  assert.deepEqual(disk.of(A), ['loaded', 'one. two.', GONE]);
});

test('a file that is replaced by another is never missing', async () => {
  const disk = await diskWith({ [A]: 'one.' });
  await disk.remove(A);
  await disk.write(A, 'one. two.');
  await disk.elapse(LATER);
  assert.deepEqual(disk.of(A), ['loaded', 'one. two.']);
  assert.ok(!disk.statuses.includes('missing'));
});

test('a file that is made is read, also where one of its name had been deleted', async () => {
  const disk = await diskWith({});
  await disk.want(A);
  assert.deepEqual(disk.of(A), ['missing', undefined]);
  await disk.write(A, 'one.');
  assert.deepEqual(disk.of(A), ['loaded', 'one.']);
  await disk.remove(A);
  await disk.elapse(LATER);
  await disk.write(A, 'one');
  assert.deepEqual(disk.of(A), ['loaded', 'one']);
});

test('what cannot be read is told with the reason, and the last value stays', async () => {
  const disk = await diskWith({ [A]: 'one.' });
  disk.host.fail(A, 'locked');
  disk.host.fail(B, 'locked');
  await disk.want(B);
  await disk.write(A, 'one. two.');
  assert.deepEqual(disk.of(A), ['unreadable', 'one.', UNREADABLE]);
  assert.deepEqual(disk.of(B), ['unreadable', undefined, UNREADABLE]);
  assert.match(disk.files.get(A)?.problem ?? '', /locked/);
});

test('so is what is of another form, or stops the parser', async () => {
  const disk = await diskWith({ [A]: 'one.', [B]: 'two.' });
  await disk.write(A, 'what?');
  await disk.write(B, 'stop!');
  assert.deepEqual(disk.of(A), ['unreadable', 'one.', NO_SUCH_FORM]);
  assert.deepEqual(disk.of(B), ['unreadable', 'two.', UNREADABLE]);
  await disk.write(A, 'one. two.');
  assert.deepEqual(disk.of(A), ['loaded', 'one. two.']);
});

test('what had to be assumed of the encoding is told', async () => {
  const disk = await diskWith({});
  disk.host.write(A, Buffer.from('M\xfcller.', 'latin1'));
  await disk.want(A);
  assert.equal(disk.files.get(A)?.value, 'Müller.');
  assert.match(disk.files.get(A)?.problem ?? '', /Windows-1252/);
});

test('two files of one name in two folders are two', async () => {
  const disk = await diskWith({ '/v/refs.bib': 'v.', '/w/refs.bib': 'w.' });
  await disk.write('/v/refs.bib', 'v. v.');
  assert.deepEqual(disk.of('/v/refs.bib'), ['loaded', 'v. v.']);
  assert.deepEqual(disk.of('/w/refs.bib'), ['loaded', 'w.']);
  assert.deepEqual(disk.changed, ['/v/refs.bib']);
});

test('what is not wanted any more is forgotten, even while it is read', async () => {
  const disk = await diskWith({ [A]: 'one.', [B]: 'two.' });
  const release = disk.host.hold(B);
  disk.files.stir(B);
  await disk.host.elapse(SOON);
  disk.host.write(B, 'two. three.');
  disk.files.keepOnly([A]);
  release();
  await disk.files.idle();
  assert.deepEqual(disk.changed, []);
  assert.equal(disk.files.get(B), undefined);
  assert.deepEqual(disk.of(A), ['loaded', 'one.']);
  await disk.want(B);
  assert.deepEqual(disk.of(B), ['loaded', 'two. three.']);
});

test('in a workspace that is not trusted, links may not lead out of it', async () => {
  const disk = new Disk({
    '/w/in.bib': 'in.',
    '/etc/secret': 'secret.',
    '/home/me/own.bib': 'own.',
  });
  disk.host.link('/w/out.bib', '/etc/secret');
  disk.host.link('/w/link.bib', '/w/in.bib');
  disk.host.link('/home/me/link.bib', '/home/me/own.bib');
  disk.files.confine(['/w']);
  // What lies outside by its name is what a setting of the person names.
  await disk.want('/w/out.bib', '/w/link.bib', '/home/me/link.bib');
  assert.deepEqual(disk.of('/w/out.bib'), ['unreadable', undefined, LEADS_OUT]);
  assert.ok(!disk.host.reads.includes('/w/out.bib'));
  assert.deepEqual(disk.of('/w/link.bib'), ['loaded', 'in.']);
  assert.deepEqual(disk.of('/home/me/link.bib'), ['loaded', 'own.']);
  const { length } = disk.host.reads;
  disk.files.confine(['/w']);
  await disk.files.idle();
  assert.equal(disk.host.reads.length, length, 'nothing new, nothing read');
  disk.files.confine(undefined);
  await disk.files.idle();
  assert.deepEqual(disk.of('/w/out.bib'), ['loaded', 'secret.']);
});

test('a workspace folder that is a link itself holds what lies in it', async () => {
  const disk = new Disk({ '/data/w/a.bib': 'one.' });
  disk.host.link('/w', '/data/w');
  disk.files.confine(['/w']);
  await disk.want(A);
  assert.deepEqual(disk.of(A), ['loaded', 'one.']);
});
