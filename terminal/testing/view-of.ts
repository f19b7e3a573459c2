import type { TillView } from "../../config/contract/view.ts";
import { SIMULATED_STAFF } from "../simulation/calm-till.ts";
import { tillView } from "../view/till-view.ts";
import type { OpenTill } from "./open-till.ts";

/** What the cashier's screen shows of a till in a calm world. */
export function viewOf(of: OpenTill): TillView {
  return tillView(of.till.state, {
    info: {
      tillId: "t",
      shopName: "",
      language: "ru",
      theme: "light",
      version: "0",
      training: false,
      taxSystems: ["osn"],
      ffd: "1.2",
      denominationsKop: [],
    },
    staff: SIMULATED_STAFF,
    settings: of.outside.settings,
    suggestedNotesKop: [],
    screen: of.till.screen,
    lights: [],
    upload: { waiting: 0, oldestAt: null, setAside: 0 },
  });
}
