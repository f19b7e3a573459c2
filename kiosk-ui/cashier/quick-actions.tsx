import { keyLabel, type ActionId } from "../keys/key-map.ts";
import { useApp } from "../state/app.ts";
import { saleActions } from "./sale-actions.ts";

/** They never move; what cannot be done now is greyed. */
const TILES = [
  "searchName",
  "searchCode",
  "quantity",
  "customer",
  "discountLine",
  "discountReceipt",
  "voidLine",
  "voidReceipt",
  "hold",
  "recall",
  "refund",
  "menu",
] as const satisfies readonly ActionId[];

export function QuickActions() {
  const app = useApp();
  const { t, sections } = app;
  const actions = saleActions(app);
  const held = (sections.held.value ?? []).length;
  const press = (id: (typeof TILES)[number]): void => {
    actions[id]?.();
    // Who searches by touch needs letters to touch.
    if (id === "searchName") app.hasLetters.value = true;
  };
  return (
    <div class="tiles-box">
      <nav class="tiles">
        {TILES.map((id) => (
          <button key={id} type="button" class="button tile" disabled={actions[id] === undefined} onClick={() => press(id)}>
            <span class="tile-name">
              {t(`action.${id}`)}
              {id === "recall" && held > 0 && <b class="tile-count">{held}</b>}
            </span>
            <kbd class="key-name">{keyLabel(id)}</kbd>
          </button>
        ))}
      </nav>
    </div>
  );
}
