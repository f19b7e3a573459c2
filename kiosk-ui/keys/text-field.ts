/** Text fields as the page uses them: real inputs, so that caret, selection, paste and screen readers work. */
export type TextField = HTMLInputElement;

/** What is in front: the last element marked as a layer. */
export function frontLayer(): Element {
  const layers = [...document.querySelectorAll("[data-layer]")];
  const levelOf = (element: Element): number => Number(element.getAttribute("data-layer"));
  return layers.sort((a, b) => levelOf(a) - levelOf(b)).at(-1) ?? document.body;
}

/** The field that characters go to: the focused one, else the front layer's own; null when there is none. */
export function fieldInUse(): TextField | null {
  const front = frontLayer();
  const focused = document.activeElement;
  if (isTextField(focused) && front.contains(focused)) return focused;
  const own = front.querySelector("[data-own-field]");
  return isTextField(own) ? own : null;
}

/** Puts characters in at the caret, as if they had been typed. */
export function typeInto(field: TextField, text: string): void {
  moveFocusTo(field);
  field.setRangeText(text, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, "end");
  tellChange(field);
}

/** Erases the selection, or the character before the caret. */
export function eraseIn(field: TextField): void {
  moveFocusTo(field);
  const end = field.selectionEnd ?? field.value.length;
  const start = field.selectionStart ?? end;
  const from = start === end ? Math.max(0, start - 1) : start;
  field.setRangeText("", from, end, "end");
  tellChange(field);
}

export function clearField(field: TextField): void {
  field.value = "";
  tellChange(field);
}

function moveFocusTo(field: TextField): void {
  if (document.activeElement === field) return;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

function tellChange(field: TextField): void {
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function isTextField(element: Element | null): element is TextField {
  return element instanceof HTMLInputElement && !element.readOnly && !element.disabled;
}
