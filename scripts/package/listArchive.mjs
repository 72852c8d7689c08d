// Owns reading the table of contents of a ZIP archive, which is what a .vsix is.

const END_RECORD = 0x06054b50;
const ENTRY = 0x02014b50;
const END_RECORD_BYTES = 22;
const ENTRY_BYTES = 46;

/**
 * @param {Buffer} archive
 * @returns {{ name: string, bytes: number }[]} Every file with its unpacked size.
 */
export function listArchive(archive) {
  const end = findEndRecord(archive);
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    if (archive.readUInt32LE(at) !== ENTRY) throw new Error('the archive is broken');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      archive.readUInt16LE(at + offset),
    );
    const name = archive.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength);
    const bytes = archive.readUInt32LE(at + 24);
    at += ENTRY_BYTES + nameLength + extraLength + commentLength;
    return { name, bytes };
  });
}

/** The record is at the end, behind which only a comment may stand. */
function findEndRecord(archive) {
  for (let at = archive.length - END_RECORD_BYTES; at >= 0; at--) {
    if (archive.readUInt32LE(at) === END_RECORD) return at;
  }
  throw new Error('this is not a ZIP archive');
}
