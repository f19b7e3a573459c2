import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { systemClock } from "../config/clock.ts";
import type { CustomerScreenView, FeedMessage } from "../config/contract/view.ts";
import { CashierPage } from "./cashier/cashier-page.tsx";
import { CustomerPage } from "./customer-display/customer-page.tsx";
import { KioskPage } from "./kiosk/kiosk-page.tsx";
import { openCamera } from "./kiosk/open-camera.ts";
import { watchCamera, type CameraState } from "./kiosk/watch-camera.ts";
import { dispatchKey } from "./keys/dispatch-key.ts";
import { watchKeyboard } from "./keys/watch-keyboard.ts";
import { ServicePage } from "./service/service-page.tsx";
import { AppContext, createApp, type App } from "./state/app.ts";
import { base64Of } from "./state/base64.ts";
import { runFeed } from "./state/feed-client.ts";
import { createPreferences, type Preferences } from "./state/preferences.ts";
import { createSounds, type Sounds } from "./state/sounds.ts";
import { connectTill, type TillServer } from "./state/till-server.ts";

/** Where the page starts: one bundle, four pages by their address. */
function start(): void {
  const root = document.getElementById("screen");
  if (root === null) throw new Error("index.html has no #screen");
  const server = connectTill(location);
  const preferences = createPreferences(localStorage);
  const sounds = createSounds(() => preferences.isSoundOn.value);
  keepFocusOffButtons();
  if (location.pathname.startsWith("/customer")) startCustomer(root, server, false);
  else if (location.pathname.startsWith("/kiosk")) startCustomer(root, server, true);
  else startCashier(root, server, preferences, sounds);
}

function startCashier(root: HTMLElement, server: TillServer, preferences: Preferences, sounds: Sounds): void {
  const app = createApp({ server, clock: systemClock, newId: () => crypto.randomUUID(), preferences, sounds });
  const isService = location.pathname.startsWith("/service");
  effect(() => showTheme(preferences.theme.value ?? app.sections.info.value?.theme, app.language()));
  reloadOnNewVersion(app);
  follow(
    server,
    "cashier",
    (message) => {
      if (message.type === "view" || message.type === "patch") app.accept(message);
      else if (message.type === "sound") sounds.play(message.sound);
    },
    (link) => (app.link.value = link),
  );
  if (!isService) watchKeys(app);
  document.addEventListener("pointerdown", () => sounds.unlock(), true);
  render(<AppContext.Provider value={app}>{isService ? <ServicePage /> : <CashierPage />}</AppContext.Provider>, root);
}

/** With a camera it is the kiosk: the buyers show their loyalty cards to it. */
function startCustomer(root: HTMLElement, server: TillServer, hasCamera: boolean): void {
  const view = signal<CustomerScreenView | null>(null);
  const isLost = signal(false);
  effect(() => showTheme(view.value?.info.theme, view.value?.info.language ?? "ru"));
  follow(
    server,
    "customer",
    (message) => {
      if (message.type === "customer") view.value = message.view;
    },
    (link) => (isLost.value = link === "lost"),
  );
  if (!hasCamera) return render(<CustomerPage view={view} isLost={isLost} />, root);
  const camera = signal<CameraState>("starting");
  const onState = (state: CameraState): void => void (camera.value = state);
  void watchCamera({ clock: systemClock, open: openCamera, send: server.customerScan, onState }, new AbortController().signal);
  render(<KioskPage view={view} isLost={isLost} camera={camera} />, root);
}

function follow(
  server: TillServer,
  screen: "cashier" | "customer",
  onMessage: (message: FeedMessage) => void,
  onLink: Parameters<typeof runFeed>[0]["onLink"],
): void {
  const ports = { clock: systemClock, open: server.openFeed(screen), renewAccess: server.renewAccess, onMessage, onLink };
  void runFeed(ports, new AbortController().signal);
}

/** Scans go to the till wherever the focus is; keys of a person to the front layer. */
function watchKeys(app: App): void {
  watchKeyboard(window, systemClock, {
    scanned({ bytes, symbology, isCaseLost }) {
      app.sounds.unlock();
      if (isCaseLost) return complain(app, "scan.capsLock");
      const code = base64Of(bytes);
      void app.send(symbology === undefined ? { type: "scan", code, source: "wedge" } : { type: "scan", code, symbology, source: "wedge" });
    },
    cutShort: () => complain(app, "scan.cut"),
    typed(key, wasHeld) {
      app.sounds.unlock();
      // Any key clears the receipt that is done; Enter and Esc do nothing else.
      if (app.sections.completed.value && app.keys.reachable().every((layer) => !layer.isModal)) {
        void app.send({ type: "closeCompleted" });
        if (key.key === "Enter" || key.key === "Escape") return true;
      }
      return dispatchKey(app.keys, key, wasHeld);
    },
  });
}

function complain(app: App, key: "scan.cut" | "scan.capsLock"): void {
  app.sounds.play("bad");
  app.say("bad", app.t(key));
}

/** A finger or a mouse presses buttons without moving the focus, so that Enter never repeats the last touch. */
function keepFocusOffButtons(): void {
  document.addEventListener("mousedown", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target !== null && target.closest("input, .service") === null) event.preventDefault();
  });
  document.addEventListener("contextmenu", (event) => event.preventDefault());
}

function showTheme(theme: "light" | "dark" | undefined, language: "ru" | "en"): void {
  if (theme !== undefined) document.documentElement.dataset["theme"] = theme;
  document.documentElement.lang = language;
}

/** After an update of the till the page of the old version must not stay. */
function reloadOnNewVersion(app: App): void {
  let seen: string | undefined;
  effect(() => {
    const version = app.sections.info.value?.version;
    if (seen !== undefined && version !== undefined && version !== seen) location.reload();
    seen = version ?? seen;
  });
}

start();
