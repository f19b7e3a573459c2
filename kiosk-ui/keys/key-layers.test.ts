import { expect, test } from "vitest";
import type { WedgeKey } from "../../device-drivers/scanner/wedge-scan.ts";
import { KeyLayers, type KeyLayer } from "./key-layers.ts";

const key = (name: string, more: Partial<WedgeKey> = {}): WedgeKey => ({
  key: name,
  code: name,
  atMs: 0,
  ctrl: false,
  alt: false,
  shift: false,
  meta: false,
  capsLock: false,
  repeat: false,
  ...more,
});

function layered(...layers: Partial<KeyLayer>[]): KeyLayers {
  const all = new KeyLayers();
  for (const layer of layers) all.add({ current: { level: 0, isModal: false, scopes: ["everywhere"], actions: {}, ...layer } });
  return all;
}

function press(layers: KeyLayers, pressed: WedgeKey, isFieldEmpty = true): string {
  const use = layers.find(pressed, isFieldEmpty);
  if (use.kind !== "action") return use.kind;
  use.run();
  return use.binding.action;
}

test("the front layer answers first, whatever the order of adding", () => {
  const done: string[] = [];
  const layers = layered(
    { level: 2, actions: { back: () => done.push("dialog") } },
    { level: 0, actions: { back: () => done.push("page"), help: () => done.push("help") } },
  );
  press(layers, key("Escape"));
  press(layers, key("F1"));
  expect(done).toEqual(["dialog", "help"]);
});

test("nothing passes a modal layer", () => {
  const layers = layered({ level: 0, actions: { help: () => undefined } }, { level: 5, isModal: true, scopes: ["alert"] });
  expect(press(layers, key("F1"))).toBe("unused");
  expect(layers.current()).toEqual([]);
});

test("the red panel knows neither Enter nor Escape", () => {
  const layers = layered({ level: 5, isModal: true, scopes: ["alert"], actions: { dismissAlert: () => undefined } });
  for (const name of ["Enter", "Escape", " ", "Backspace", "Tab", "F8"]) expect(press(layers, key(name))).toBe("unused");
  expect(press(layers, key("Backspace", { ctrl: true }))).toBe("dismissAlert");
});

test("Del belongs to the field while there is text in it", () => {
  const layers = layered({ scopes: ["sale"], actions: { voidLine: () => undefined } });
  expect(press(layers, key("Delete"), false)).toBe("unused");
  expect(press(layers, key("Delete"), true)).toBe("voidLine");
});

test("a menu takes its digits, other characters go on", () => {
  const layers = layered({ level: 1, isModal: true, onCharacter: (character) => character === "3" });
  expect(press(layers, key("3"))).toBe("character");
  expect(press(layers, key("4"))).toBe("unused");
  expect(press(layers, key("3", { ctrl: true }))).toBe("unused");
});

test("the help lists what works now", () => {
  const layers = layered({ scopes: ["sale", "everywhere"], actions: { hold: () => undefined, help: () => undefined } });
  expect(layers.current().map((binding) => binding.combo)).toEqual(["F6", "F1"]);
});

test("a layer that is taken away gets nothing", () => {
  const layers = new KeyLayers();
  const remove = layers.add({ current: { level: 0, isModal: false, scopes: ["everywhere"], actions: { help: () => undefined } } });
  remove();
  expect(press(layers, key("F1"))).toBe("unused");
});
