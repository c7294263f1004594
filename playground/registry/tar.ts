/** Just enough of the ustar format for charts and Flux artifacts: plain files, no links, names up to 255 bytes. */
export type Files = Record<string, string>;

const BLOCK = 512;

/** The same files give the same bytes, so that digests are stable. Sorted by name, owner root, time zero. */
export function pack(files: Files): Buffer {
  const parts: Buffer[] = [];
  for (const name of Object.keys(files).sort()) {
    const content = Buffer.from(files[name] ?? "", "utf8");
    parts.push(header(name, content.length), content, Buffer.alloc(padding(content.length)));
  }
  parts.push(Buffer.alloc(BLOCK * 2));
  return Buffer.concat(parts);
}

/** Regular files only; a leading `./` is cut. Long names of GNU and pax headers are understood. */
export function unpack(archive: Buffer): Files {
  const files: Files = {};
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
    const size = Number.parseInt(text(archive, at + 124, 12).trim() || "0", 8);
    const type = String.fromCharCode(archive[at + 156] ?? 0);
    const body = archive.subarray(at + BLOCK, at + BLOCK + size);
    const prefix = text(archive, at + 345, 155);
    const name = longName ?? (prefix ? `${prefix}/` : "") + text(archive, at, 100);
    longName = undefined;
    if (type === "L") longName = text(body, 0, body.length);
    else if (type === "x") longName = /\d+ path=(.*)\n/.exec(body.toString("utf8"))?.[1];
    else if (type === "0" || type === "\0") files[name.replace(/^\.\//, "")] = body.toString("utf8");
    at += BLOCK + size + padding(size);
  }
  return files;
}

function header(name: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const cut = name.length > 100 ? name.indexOf("/", name.length - 101) : -1;
  if (name.length > 100 && (cut < 0 || cut > 155)) throw new Error(`The name ${name} is too long for a tar archive.`);
  block.write(cut < 0 ? name : name.slice(cut + 1), 0, 100);
  block.write("0000644\0" + "0000000\0" + "0000000\0", 100);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write("00000000000\0", 136);
  block.write("        ", 148);
  block.write("0", 156);
  block.write("ustar\0" + "00", 257);
  if (cut >= 0) block.write(name.slice(0, cut), 345, 155);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

function text(bytes: Buffer, from: number, length: number): string {
  const slice = bytes.subarray(from, from + length);
  const end = slice.indexOf(0);
  return slice.subarray(0, end < 0 ? slice.length : end).toString("utf8");
}
