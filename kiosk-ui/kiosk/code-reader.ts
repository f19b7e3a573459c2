import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { foundCode, LOOKED_FOR, type FoundCode } from "../../device-drivers/scanner/picture/found-code.ts";

/** Served by the till beside the screens: nothing is fetched from elsewhere. */
const WASM_URL = "/zxing_reader.wasm";

/** Only the kiosk's page loads this module, with all that it brings. */
export async function prepareCodeReader(): Promise<(frame: ImageData) => Promise<readonly FoundCode[]>> {
  await prepareZXingModule({ overrides: { locateFile: () => WASM_URL }, fireImmediately: true });
  return async (frame) => {
    const results = await readBarcodes(frame, { formats: [...LOOKED_FOR], textMode: "Plain", maxNumberOfSymbols: 4 });
    return results.map(foundCode).filter((code) => code !== null);
  };
}
