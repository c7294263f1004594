import {
  Circle,
  CircleAlert,
  CircleCheck,
  Clock,
  Moon,
  Pause,
  Pencil,
  Pin,
  RefreshCw,
  TriangleAlert,
  X,
} from "lucide-react";
import type { ComponentType } from "react";
import type { Health, Tone } from "../lib/contracts/board.ts";

type Icon = ComponentType<{ className?: string; "aria-hidden"?: boolean }>;
type Ink = { ink: string; tint: string; icon?: Icon; word: string };

/** The one table of status → colour, icon, word. A colour is never alone: where there is a tint there is an icon or a sentence. */
export const TONES: Record<Tone, Ink> = {
  quiet: { ink: "text-ink-3", tint: "", word: "well" },
  muted: { ink: "text-ink-3", tint: "", word: "waiting" },
  bad: { ink: "text-bad", tint: "bg-bad-tint", icon: TriangleAlert, word: "needs attention" },
  you: { ink: "text-you", tint: "bg-you-tint", icon: Clock, word: "waits for you" },
  motion: { ink: "text-accent", tint: "bg-accent-tint", icon: RefreshCw, word: "in motion" },
  held: { ink: "text-held", tint: "bg-held-tint", icon: Pin, word: "held" },
  drift: { ink: "text-you", tint: "bg-you-tint", icon: Pencil, word: "drifted" },
  asleep: { ink: "text-ink-2", tint: "hatched", icon: Moon, word: "not heard" },
};

export const HEALTH: Record<Health, Ink> = {
  healthy: { ink: "text-good", tint: "bg-good-tint", icon: CircleCheck, word: "healthy" },
  progressing: { ink: "text-accent", tint: "bg-accent-tint", icon: RefreshCw, word: "rolling out" },
  failing: { ink: "text-bad", tint: "bg-bad-tint", icon: CircleAlert, word: "failing" },
  suspended: { ink: "text-held", tint: "bg-held-tint", icon: Pause, word: "suspended" },
  unknown: { ink: "text-ink-3", tint: "bg-sunk", icon: Circle, word: "not known" },
  missing: { ink: "text-ink-3", tint: "bg-sunk", icon: X, word: "not here" },
};

/** A small pill with an icon and words. */
export function ToneBadge({ tone, children }: { tone: Tone; children: React.ReactNode }) {
  const { ink, tint, icon: Mark } = TONES[tone];
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-xs font-semibold ${ink} ${tint || "bg-sunk"}`}
    >
      {Mark ? <Mark className="size-3.5 shrink-0" aria-hidden /> : null}
      {children}
    </span>
  );
}

export function HealthBadge({ health }: { health: Health }) {
  const { ink, icon: Mark, word } = HEALTH[health];
  return (
    <span className={`inline-flex items-center gap-1.5 font-medium ${ink}`}>
      {Mark ? <Mark className="size-4 shrink-0" aria-hidden /> : null}
      {word}
    </span>
  );
}
