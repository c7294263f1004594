/** Why Sluice thinks so, and how sure it is; a guess asks to be looked at. */
export function Reason({ reason, certainty }: { reason: string; certainty: string }) {
  return (
    <span className="text-xs text-ink-2">
      {reason}
      {certainty === "guess" ? (
        <span className="ml-1.5 rounded-full bg-you-tint px-2 py-0.5 font-medium text-you">a guess, please check</span>
      ) : certainty === "likely" ? (
        <span className="ml-1.5 text-ink-3">· likely</span>
      ) : null}
    </span>
  );
}
