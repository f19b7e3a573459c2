import { Type, type Static } from "typebox";
import { choice, list, section, text } from "../fields.ts";
import type { Frozen } from "../schema.ts";

/** What the shop chooses where the law of marking leaves a choice. */
export const MarkingRulesSection = section(
  "What the decision on a marking code does where the law leaves a choice",
  {
    file: Type.Optional(
      text("The shop's own copy of the dated rules (product groups, dates, price limits) instead of config/law/marking.yaml", {
        path: true,
        maxLength: 1_000,
        example: "marking.yaml",
      }),
    ),
    otherOwner: choice("Sale of a code that another taxpayer owns", ["allow", "ask-senior", "refuse"], { default: "ask-senior" }),
    unverifiedAllowed: list(
      "Product groups in which a failed signature check does not refuse the sale",
      text("Short code of the group", { maxLength: 32, example: "milk" }),
      { maxItems: 100, default: [] },
    ),
    driveNegative: choice("The fiscal drive says no to a code before the sale (tag 2106)", ["refuse", "ask-senior", "warn"], {
      default: "ask-senior",
    }),
    returns: section(
      "Returned goods",
      {
        lateState: choice(
          "The code does not count as sold yet: take it back with a remark, or let a senior decide",
          ["allow", "ask-senior"],
          {
            default: "allow",
          },
        ),
        notSoldHere: choice("The shop knows no sale of the code", ["allow", "ask-senior", "refuse"], { default: "ask-senior" }),
      },
      { whenAbsent: "defaults" },
    ),
  },
  { whenAbsent: "defaults" },
);

export type MarkingRulesConfig = Frozen<Static<typeof MarkingRulesSection>>;
