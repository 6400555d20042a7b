/** A QR code read off a picture, as a phone does it. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

// From the package: left alone, the library would fetch it from elsewhere.
const wasm = readFileSync(createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm"));
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });

/** The text of the one code in a PNG; "" when there is none that can be read. */
export async function scanQr(png: Uint8Array): Promise<string> {
  const [code] = await readBarcodes(new Uint8Array(png), { formats: ["QRCode"] });
  return code?.text ?? "";
}
