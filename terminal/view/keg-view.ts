import { epochMs } from "../../config/clock.ts";
import type { KegView } from "../../config/contract/view.ts";
import type { TillSettings } from "../core/settings.ts";
import type { TillState } from "../core/state.ts";
import { kegLeftMl, openKegs } from "../tap/keg.ts";

const DAY_MS = 86_400_000;
const MARK_LENGTH = 4;

export function kegViews(state: TillState, { kegDays }: TillSettings): readonly KegView[] {
  return openKegs(state).map((keg) => ({
    id: keg.id,
    name: keg.name,
    mark: keg.cis.slice(-MARK_LENGTH),
    volumeMl: keg.volumeMl,
    leftMl: kegLeftMl(keg, state),
    tappedAt: keg.tappedAt,
    endsAt: epochMs(keg.tappedAt + kegDays * DAY_MS),
  }));
}
