import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { FeedMessage, TillView } from "../../config/contract/view.ts";
import { applyPatch } from "./apply-feed.ts";

/** The cashier's view as one signal a section: what draws one section is not drawn again when another changes. */
export type Sections = { readonly [K in keyof TillView]: ReadonlySignal<TillView[K] | undefined> };

export interface ViewStore {
  readonly view: ReadonlySignal<TillView | null>;
  readonly sections: Sections;
  readonly accept: (message: Extract<FeedMessage, { type: "view" | "patch" }>) => void;
}

export function createViewStore(): ViewStore {
  const view = signal<TillView | null>(null);
  let revision = -1;
  const section = <K extends keyof TillView>(key: K): ReadonlySignal<TillView[K] | undefined> => computed(() => view.value?.[key]);
  return {
    view,
    sections: {
      info: section("info"),
      staff: section("staff"),
      operator: section("operator"),
      shift: section("shift"),
      receipt: section("receipt"),
      lines: section("lines"),
      nextQuantity: section("nextQuantity"),
      fiscal: section("fiscal"),
      completed: section("completed"),
      purchase: section("purchase"),
      cardReturns: section("cardReturns"),
      held: section("held"),
      unresolved: section("unresolved"),
      printOwed: section("printOwed"),
      alert: section("alert"),
      approval: section("approval"),
      codePrompt: section("codePrompt"),
      kegs: section("kegs"),
      lights: section("lights"),
      upload: section("upload"),
    },
    accept(message) {
      if (message.type === "view") {
        view.value = message.view;
      } else {
        if (view.value === null || message.revision <= revision) return;
        view.value = applyPatch(view.value, message.sections);
      }
      revision = message.revision;
    },
  };
}
