/* Run inside the page by screens.test.ts: what only a browser can measure. Leaves its functions in `probes`. */

globalThis.touchedRows ??= new Set();
globalThis.probes = { watchRows, isInSight, misfits };

/** Notes which rows of the receipt the page touches from now on; "none" stands for the list itself. */
function watchRows() {
  const note = (records) => {
    for (const { target } of records) {
      const element = target instanceof Element ? target : target.parentElement;
      globalThis.touchedRows.add(element?.closest("[data-line]")?.getAttribute("data-line") ?? "none");
    }
  };
  const list = document.querySelector(".lines");
  new MutationObserver(note).observe(list, { subtree: true, childList: true, characterData: true, attributes: true });
}

function isInSight(line) {
  const row = document.querySelector(`[data-line="${line}"]`).getBoundingClientRect();
  const list = document.querySelector(".lines").getBoundingClientRect();
  return row.top >= list.top - 1 && row.bottom <= list.bottom + 1;
}

/** Buttons under 44 px (keypad: 56), things off the screen, buttons over each other, texts cut off, a page that scrolls. */
function misfits() {
  const isShown = (element) => element.checkVisibility() && element.closest("[inert]") === null;
  const scrollerOf = (element) => element.closest(".lines, .hits, .list, .staff, .dialog-body, .service");
  const nameOf = (element) => (element.textContent || element.getAttribute("aria-label") || "?").trim().slice(0, 30);
  const shown = (selector) => [...document.querySelectorAll(selector)].filter(isShown);
  const boxes = shown("button, a.button").map((button) => ({ button, box: button.getBoundingClientRect() }));
  const faults = boxes.flatMap(({ button, box }) => {
    const least = button.classList.contains("pad-key") ? 56 : 44;
    const size = `${Math.round(box.width)}×${Math.round(box.height)}`;
    return box.width < least - 0.5 || box.height < least - 0.5 ? [`${nameOf(button)}: ${size}, at least ${least}`] : [];
  });
  for (const element of shown("button, a.button, .status, .status > *, .banner, .paper, .card, .dialog, .alert")) {
    const box = element.getBoundingClientRect();
    const isOff = box.left < -0.5 || box.top < -0.5 || box.right > innerWidth + 0.5 || box.bottom > innerHeight + 0.5;
    if (isOff && scrollerOf(element) === null) faults.push(`${nameOf(element)} leaves the screen`);
  }
  for (const [index, one] of boxes.entries()) {
    for (const other of boxes.slice(index + 1)) {
      if (scrollerOf(one.button) === scrollerOf(other.button) && overlap(one.box, other.box)) {
        faults.push(`${nameOf(one.button)} lies over ${nameOf(other.button)}`);
      }
    }
  }
  const banners = shown(".banner").map((banner) => banner.getBoundingClientRect());
  for (const { button, box } of boxes) {
    const isUnderneath = button.closest(".banner") === null && document.querySelector(".backdrop") === null;
    if (isUnderneath && banners.some((banner) => overlap(banner, box))) faults.push(`${nameOf(button)} lies over a banner`);
  }
  for (const element of shown(".total-figure, .pay-figure, .done-figure, .status, .button, .dialog-title")) {
    if (element.scrollWidth > element.clientWidth + 1) faults.push(`${nameOf(element)} is cut off (${element.className})`);
  }
  const { scrollHeight, scrollWidth } = document.documentElement;
  return scrollHeight > innerHeight || scrollWidth > innerWidth ? [...faults, "the page scrolls"] : faults;
}

function overlap(a, b) {
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return wide > 1 && high > 1;
}
