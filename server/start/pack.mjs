/**
 * Packs the built pages' scripts and styles, once and as small as it goes: `x.js.br` and `x.js.gz` beside `x.js`. The server sends them as
 * they are (server/transport/builtFiles.ts).
 */
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { root } from "./prepare.mjs";

/** What is shorter fits a packet or two as it is, bytes. */
const FROM = 512;
/** Files at a time. */
const AT_ONCE = 4;

const folder = join(root, ".next/static");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.(js|css)$/.test(name));

async function packSome() {
  for (let name = files.pop(); name !== undefined; name = files.pop()) {
    const path = join(folder, name);
    const bytes = await readFile(path);
    if (bytes.length < FROM) continue;
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params }));
    await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, packSome));
