"use client";

import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { isAnotherPlan, type SeenPlan, seePlan } from "./seen-plan.ts";

/** Which plan somebody has begun to read. `of` names what they chose; while it is being read, what was kept of it does not count. */
export function useSeenPlan(of: string, hash: string | undefined, reading = false) {
  const [before, setSeen] = useState<SeenPlan>();
  const seen = seePlan(before, of, reading ? undefined : hash);
  if (seen !== before) setSeen(seen);
  return {
    shown: seen.hash !== undefined,
    another: isAnotherPlan(seen, hash),
    look: () => setSeen({ of, hash }),
  };
}

/** Stands before the yes until somebody has looked at what they would say it to. */
export function AnotherPlan({ onLook }: { onLook: () => void }) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg bg-you-tint px-3.5 py-2.5">
      <TriangleAlert className="size-4 shrink-0 text-you" aria-hidden />
      <p className="min-w-[180px] flex-1 font-medium text-you">
        The plan has changed since you began to read. What you see now is the new one.
      </p>
      <Button onClick={onLook}>I have looked at it</Button>
    </div>
  );
}
