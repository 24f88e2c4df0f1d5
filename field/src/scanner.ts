/** Reads QR codes where the browser has no reader of its own; its WebAssembly comes from our own server. */

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";

prepareZXingModule({ overrides: { locateFile: () => wasm } });

/** The text of the first code in the picture. */
export async function readQr(picture: ImageData): Promise<string | undefined> {
  const [found] = await readBarcodes(picture, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 });
  return found?.text;
}
