import { crc32 } from 'node:zlib';

/** A file in an archive. */
export type ZipFile = { name: string; bytes: Uint8Array };

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
/** 1 January 1980: an archive of the same files is the same bytes, whenever it is made. */
const DAY = 0x0021;
const MOST_BYTES = 0xffffffff;
const MOST_FILES = 0xffff;

/**
 * A ZIP archive of files that are stored as they are. There is one archive of a list of files, to the byte: whoever
 * has taken one apart can make it again and compare.
 */
export function writeZip(files: readonly ZipFile[]): Uint8Array<ArrayBuffer> {
  if (files.length > MOST_FILES) throw new Error('too many files for an archive');
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const nameBytes = Buffer.from(name, 'utf8');
    const local = Buffer.alloc(30);
    local.writeUInt32LE(LOCAL, 0);
    common(local, 4, bytes, nameBytes);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(CENTRAL, 0);
    central.writeUInt16LE(VERSION, 4);
    common(central, 6, bytes, nameBytes);
    central.writeUInt32LE(offset, 42);
    parts.push(local, nameBytes, Buffer.from(bytes));
    directory.push(central, nameBytes);
    offset += local.length + nameBytes.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  if (offset + size > MOST_BYTES) throw new Error('too many bytes for an archive');
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end]));
}

/** What the header of a file and its line in the directory have in common. */
function common(header: Buffer, at: number, bytes: Uint8Array, name: Buffer): void {
  header.writeUInt16LE(VERSION, at);
  header.writeUInt16LE(UTF8_NAMES, at + 2);
  header.writeUInt16LE(DAY, at + 8);
  header.writeUInt32LE(crc32(bytes), at + 10);
  header.writeUInt32LE(bytes.length, at + 14);
  header.writeUInt32LE(bytes.length, at + 18);
  header.writeUInt16LE(name.length, at + 22);
}

/** The files of an archive that `writeZip` made. Null for everything else, also where one byte differs. */
export function readZip(archive: Uint8Array): ZipFile[] | null {
  const buffer = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const files: ZipFile[] = [];
  try {
    let at = 0;
    while (buffer.readUInt32LE(at) === LOCAL) {
      const size = buffer.readUInt32LE(at + 18);
      const nameLength = buffer.readUInt16LE(at + 26);
      const from = at + 30 + nameLength;
      if (from + size > buffer.length) return null;
      files.push({ name: buffer.toString('utf8', at + 30, from), bytes: buffer.subarray(from, from + size) });
      at = from + size;
    }
    return Buffer.from(writeZip(files)).equals(buffer) ? files : null;
  } catch {
    return null;
  }
}
