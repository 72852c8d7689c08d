// Owns the decoding of a file's bytes: what encoding they are in, and what had to be assumed.

export interface DecodedText {
  /** Without a byte order mark, as editors count offsets; line ends as they are in the file. */
  readonly text: string;
  readonly encoding: Encoding;
  /** It is known to be ASCII, of which each character takes a byte of memory. */
  readonly isAscii: boolean;
  /** What was assumed or lost. */
  readonly problem?: string;
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** So many bytes are looked at to tell UTF-16 that has no mark. */
const SAMPLE = 4096;
const REPLACEMENT = 0xfffd;

/** The letters of Windows-1252 at 0x80 to 0x9f. */
const LETTERS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

const LATIN =
  'This file is not UTF-8; it was read as Windows-1252 (Latin-1). Pandoc reads only UTF-8.';
const TOO_LARGE = 'This file is too large to be read: it does not fit into one text.';

/** One pass, unless the bytes break the rules of their encoding. Never throws. For `asciiText` see Host. */
export function decode(
  bytes: Uint8Array,
  asciiText: (bytes: Uint8Array) => string | undefined,
): DecodedText {
  const marked = markedEncoding(bytes);
  const assumed = marked ?? unmarkedUtf16(bytes);
  const encoding = assumed ?? 'utf-8';
  const ascii = encoding === 'utf-8' ? asciiText(bytes) : undefined;
  const text = ascii ?? textIn(encoding, bytes, true);
  if (text === undefined) return decodeBroken(bytes, encoding);
  const isAscii = ascii !== undefined;
  if (marked ?? encoding === 'utf-8') return { text, encoding, isAscii };
  const problem = `This file was read as ${encoding.toUpperCase()}, though no byte order mark says so.`;
  return { text, encoding, isAscii, problem };
}

function decodeBroken(bytes: Uint8Array, encoding: Encoding): DecodedText {
  const text = textIn(encoding, bytes, false);
  const latin = text !== undefined && encoding === 'utf-8' && isRatherLatin(text);
  // Node 20 decodes Windows-1252 as Latin-1, in which these letters are control characters.
  const latinText = latin
    ? textIn('windows-1252', bytes, false)?.replace(
        /[\x80-\x9f]/g,
        (sign) => LETTERS[sign.charCodeAt(0) - 0x80] ?? sign,
      )
    : undefined;
  if (latinText !== undefined)
    return { text: latinText, encoding: 'windows-1252', isAscii: false, problem: LATIN };
  if (text === undefined) return { text: '', encoding, isAscii: false, problem: TOO_LARGE };
  const problem = `Some bytes of this file are not ${encoding.toUpperCase()}; “\ufffd” stands in their place.`;
  return { text, encoding, isAscii: false, problem };
}

/** Undefined where the bytes are not of that encoding, or more than a string holds. */
function textIn(encoding: Encoding, bytes: Uint8Array, isStrict: boolean): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: isStrict }).decode(bytes);
  } catch {
    return undefined;
  }
}

function markedEncoding([first, second, third]: Uint8Array): Encoding | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** The syntax of libraries is ASCII, of which every other byte is zero in UTF-16. */
function unmarkedUtf16(bytes: Uint8Array): Encoding | undefined {
  const zeros = [0, 0];
  const length = Math.min(SAMPLE, bytes.length);
  for (let i = 0; i < length; i++) if (bytes[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) * 8 < length || Math.max(even, odd) === 0) return undefined;
  if (odd > 4 * even) return 'utf-16le';
  return even > 4 * odd ? 'utf-16be' : undefined;
}

/** Of UTF-8 with a few broken bytes, most letters beyond ASCII are whole; of another encoding, hardly any. */
function isRatherLatin(text: string): boolean {
  let [whole, broken] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === REPLACEMENT) broken++;
    else if (code > 127) whole++;
  }
  return whole < broken;
}
