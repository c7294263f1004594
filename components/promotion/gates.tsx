import { Ban, Check, Clock } from "lucide-react";
import type { Gate } from "../../lib/contracts/promotion.ts";
import { Rows } from "../ui/page.tsx";

const LOOKS = {
  pass: { icon: Check, ink: "text-good", label: "text-ink", word: "passes" },
  wait: { icon: Clock, ink: "text-you", label: "text-you", word: "waits" },
  block: { icon: Ban, ink: "text-bad", label: "text-bad", word: "blocks" },
};
const ORDER = { block: 0, wait: 1, pass: 2 };

/** Each gate a sentence; what still holds it comes first. */
export function Gates({ gates }: { gates: Gate[] }) {
  const sorted = [...gates].sort((a, b) => ORDER[a.phase] - ORDER[b.phase] || Number(b.yours) - Number(a.yours));
  return (
    <Rows>
      {sorted.map((gate) => {
        const { icon: Icon, ink, label, word } = LOOKS[gate.phase];
        // What waits for a machine or a moment is normal; what waits for the reader is not.
        const quiet = gate.phase === "wait" && !gate.yours && !gate.aside;
        return (
          <div
            key={gate.key}
            className="grid min-h-[37px] grid-cols-[28px_138px_minmax(0,1fr)_auto] items-center px-3.5 py-2 max-sm:grid-cols-[28px_minmax(0,1fr)_auto]"
          >
            <span className={quiet ? "text-ink-2" : ink}>
              <Icon className="size-4" aria-hidden />
              <span className="sr-only">{word}</span>
            </span>
            <span className={`font-medium ${quiet ? "text-ink" : label}`}>{gate.label}</span>
            <span className="text-ink-2 max-sm:order-last max-sm:col-span-2 max-sm:col-start-2">{gate.sentence}</span>
            <span className="pl-3 text-xs whitespace-nowrap text-ink-2">
              {gate.aside ?? (gate.yours ? "you can" : "")}
            </span>
          </div>
        );
      })}
    </Rows>
  );
}
