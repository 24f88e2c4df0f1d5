/** Pictures small enough for a slow network: at most 1,280 pixels, JPEG. */

import type { Bytes } from "../kernel/bytes.ts";

const MOST_PIXELS = 1_280;
const QUALITY = 0.7;

export async function small(file: Blob): Promise<Bytes> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, MOST_PIXELS / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
  if (!blob) throw new Error("the picture cannot be kept");
  return new Uint8Array(await blob.arrayBuffer());
}
