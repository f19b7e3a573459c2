import type { CustomerDisplay } from "../../device-drivers/display/customer-display.ts";
import type { TillSettings } from "../core/settings.ts";
import { displayLines } from "../view/display-lines.ts";
import type { Till } from "../till.ts";

/** Shows the customer what is happening, whenever it changes. The display itself drops what is overtaken. */
export function createDisplayEffect(till: Till, display: CustomerDisplay, settings: TillSettings, greeting: string): { wake(): void } {
  let shown = "";
  return {
    wake() {
      const [line1, line2] = displayLines(till.state, settings, greeting, display.columns);
      const text = `${line1}\n${line2}`;
      if (text === shown) return;
      shown = text;
      void display.show(line1, line2);
    },
  };
}
