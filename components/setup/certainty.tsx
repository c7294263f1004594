type Guess = { reason: string; certainty: string; corrected?: boolean };

/** Why Sluice thinks so, and how sure it is; a guess asks to be looked at. */
export function Reason({ reason, certainty, corrected }: Guess) {
  return (
    <span className="text-xs text-ink-2">
      {reason}
      <Certainty certainty={certainty} corrected={corrected} />
    </span>
  );
}

export function Certainty({ certainty, corrected }: Omit<Guess, "reason">) {
  if (corrected) {
    return (
      <span className="ml-1.5 rounded-full bg-accent-tint px-2 py-px font-medium whitespace-nowrap text-accent">
        set by hand
      </span>
    );
  }
  if (certainty === "guess") {
    return (
      <span className="ml-1.5 rounded-full bg-you-tint px-2 py-px font-medium whitespace-nowrap text-you">
        a guess, please check
      </span>
    );
  }
  return certainty === "likely" ? <span className="ml-1.5 whitespace-nowrap text-ink-3">· likely</span> : null;
}
