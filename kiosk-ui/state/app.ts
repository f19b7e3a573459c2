import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Clock } from "../../config/clock.ts";
import type { CommandReply } from "../../config/contract/commands.ts";
import type { LineView } from "../../config/contract/view.ts";
import type { EntryMode } from "../entry/interpret-entry.ts";
import { textIn, type Language, type TextKey, type TextValues } from "../i18n/texts.ts";
import { KeyLayers } from "../keys/key-layers.ts";
import { CommandSender, type Intention, type SendReply } from "./command-sender.ts";
import type { Dialog } from "./dialog.ts";
import type { LinkState } from "./feed-client.ts";
import { createSearch, type Search } from "./search.ts";
import type { Preferences } from "./preferences.ts";
import type { Sounds } from "./sounds.ts";
import type { TillServer } from "./till-server.ts";
import { createViewStore, type Sections, type ViewStore } from "./view-store.ts";

/** A short answer to what the cashier just did; goes away by itself. */
export interface Notice {
  readonly tone: "good" | "bad";
  readonly text: string;
}

/** All that the cashier's page works with: the till's view, and what is only on this screen. */
export interface App {
  readonly view: ViewStore["view"];
  readonly sections: Sections;
  readonly server: TillServer;
  readonly keys: KeyLayers;
  readonly sounds: Sounds;
  readonly preferences: Preferences;
  readonly clock: Clock;
  readonly accept: ViewStore["accept"];
  readonly link: Signal<LinkState>;
  readonly pending: ReadonlySignal<number>;
  readonly notice: ReadonlySignal<Notice | null>;
  readonly dialog: Signal<Dialog | null>;
  readonly isHelpOpen: Signal<boolean>;
  readonly entryText: Signal<string>;
  readonly entryMode: Signal<EntryMode>;
  readonly search: Search;
  /** Letters to touch are on the screen. */
  readonly hasLetters: Signal<boolean>;
  /** Method chosen on the payment screen; null while the goods are on the screen. */
  readonly payment: Signal<"cash" | "card" | null>;
  /** Line that the cashier pointed at; null follows the till. */
  readonly pickedLine: Signal<number | null>;
  /** The line that line actions mean. */
  readonly currentLine: ReadonlySignal<LineView | null>;
  /** The command that waits for a senior. */
  readonly refused: ReadonlySignal<Intention | null>;
  readonly t: (key: TextKey, values?: TextValues) => string;
  readonly language: () => Language;
  readonly say: (tone: Notice["tone"], text: string) => void;
  readonly hush: () => void;
  /** Sends a command; a refusal is shown as a notice, and true is returned only for success. */
  readonly send: (intention: Intention) => Promise<boolean>;
  /** Sends a command and leaves the refusal to the caller; texts of the screen's own replies are filled in. */
  readonly request: (intention: Intention) => Promise<CommandReply>;
}

/** How long a notice stays. */
const NOTICE_MS = 9_000;
const OWN_REPLIES: Readonly<Record<string, TextKey>> = {
  "no-link": "link.notSent",
  "not-understood": "link.notUnderstood",
  "too-many": "link.tooMany",
};

export interface AppPorts {
  readonly server: TillServer;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly preferences: Preferences;
  readonly sounds: Sounds;
}

export function createApp(ports: AppPorts): App {
  const { server, clock, newId, preferences, sounds } = ports;
  const store = createViewStore();
  const { sections } = store;
  const pending = signal(0);
  const refused = signal<Intention | null>(null);
  const notices = createNotices(clock);
  const pickedLine = signal<number | null>(null);
  const entryText = signal("");
  const entryMode = signal<EntryMode>("auto");
  const sender = new CommandSender({
    clock,
    newId,
    post: server.post,
    renewAccess: server.renewAccess,
    onPending: (count) => (pending.value = count),
  });
  const language = (): Language => sections.info.value?.language ?? "ru";
  const t = (key: TextKey, values?: TextValues): string => textIn(language(), key, values);
  const request = async (intention: Intention): Promise<CommandReply> => {
    const reply = withOwnText(await sender.send(intention), t);
    if (!reply.ok && reply.needsApproval) refused.value = withoutApproval(intention);
    return reply;
  };
  return {
    view: store.view,
    sections,
    server,
    keys: new KeyLayers(),
    sounds,
    preferences,
    clock,
    accept: store.accept,
    link: signal<LinkState>("connecting"),
    pending,
    notice: notices.current,
    dialog: signal<Dialog | null>(null),
    isHelpOpen: signal(false),
    entryText,
    entryMode,
    search: createSearch({ text: entryText, mode: entryMode, find: server.search }),
    hasLetters: signal(false),
    payment: signal<"cash" | "card" | null>(null),
    pickedLine,
    currentLine: computed(() => lineInHand(sections, pickedLine.value)),
    refused,
    t,
    language,
    say: (tone, text) => notices.say(tone, text),
    hush: () => notices.hush(),
    request,
    async send(intention) {
      const reply = await request(intention);
      if (reply.ok) {
        notices.hush();
        return true;
      }
      // The approval dialog says it all, and so do the prompt for a code and the red panel of a refused scan; what never reached the till has no code.
      const isSaid = reply.needsApproval === true || reply.needsCode === true || (intention.type === "scan" && reply.code !== "");
      if (!isSaid) {
        sounds.play("bad");
        notices.say("bad", reply.text);
      }
      return false;
    },
  };
}

function createNotices(clock: Clock) {
  const current = signal<Notice | null>(null);
  return {
    current,
    say(tone: Notice["tone"], text: string): void {
      const notice = { tone, text };
      current.value = notice;
      void clock.sleep(NOTICE_MS).then(() => {
        if (current.value === notice) current.value = null;
      });
    },
    hush(): void {
      current.value = null;
    },
  };
}

function withOwnText(reply: SendReply, t: App["t"]): CommandReply {
  const own = reply.ok || reply.text !== "" ? undefined : OWN_REPLIES[reply.code];
  return own === undefined ? reply : { ok: false, code: "", text: t(own), hint: "" };
}

function withoutApproval(intention: Intention): Intention {
  const { approval: _, ...bare } = intention;
  return bare;
}

function lineInHand(sections: Sections, picked: number | null): LineView | null {
  const lines = sections.lines.value ?? [];
  const number = picked ?? sections.receipt.value?.activeLine ?? null;
  return lines.find((line) => line.line === number && !line.voided) ?? null;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error("no app above this component");
  return app;
}
