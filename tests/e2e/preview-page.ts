import type { Page } from "playwright-core";
import type { TillView } from "../../config/contract/view.ts";
import { launchBrowser } from "./browser.ts";
import { bundleScreens } from "./bundle-screens.ts";
import { startPreview, type Preview } from "./preview-server.ts";

/** The smallest screen that the till is made for. */
const SMALLEST = { width: 1_024, height: 768 };
/** Faster than this looks like a scanner that types. */
const FINGER_MS = 70;

/** The cashier's screen before a server that shows prepared views and keeps the commands. */
export interface PreviewPage {
  readonly preview: Preview;
  readonly page: Page;
  /** Shows this view on a page opened anew. */
  open(view: TillView): Promise<void>;
  /** Keys at a person's pace. */
  press(...keys: string[]): Promise<void>;
  type(text: string): Promise<void>;
  stop(): Promise<void>;
}

export async function openPreviewPage(first: TillView): Promise<PreviewPage> {
  const browser = await launchBrowser();
  const preview = await startPreview(await bundleScreens(), first);
  const page = await browser.newPage({ viewport: SMALLEST });
  return {
    preview,
    page,
    async open(view) {
      preview.show(view);
      await page.goto(`${preview.url}/`);
      await page.locator(".status").waitFor();
    },
    async press(...keys) {
      for (const key of keys) {
        await page.waitForTimeout(FINGER_MS);
        await page.keyboard.press(key);
      }
    },
    type: (text) => page.keyboard.type(text, { delay: FINGER_MS }),
    async stop() {
      await browser.close();
      await preview.stop();
    },
  };
}
