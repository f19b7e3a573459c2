import type { Registrar } from "../../fiscal/registrar.ts";

/** Methods of a class instance do not spread. */
export function asRegistrar(driver: Registrar): Registrar {
  return {
    status: () => driver.status(),
    baseline: () => driver.baseline(),
    register: (document, baseline) => driver.register(document, baseline),
    resolve: (document, baseline) => driver.resolve(document, baseline),
    counters: () => driver.counters(),
    registration: () => driver.registration(),
    storedDocument: (fdNumber) => driver.storedDocument(fdNumber),
    storedTags: (fdNumber) => driver.storedTags(fdNumber),
    finishPrinting: () => driver.finishPrinting(),
    printDocument: (fdNumber) => driver.printDocument(fdNumber),
    printCopy: () => driver.printCopy(),
    openDrawer: () => driver.openDrawer(),
    printSlip: (lines) => driver.printSlip(lines),
    checkCode: (question, signal) => driver.checkCode(question, signal),
    close: () => driver.close(),
  };
}
