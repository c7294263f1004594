import type { Adoption } from "../../lib/contracts/adoption.ts";
import { Button } from "../ui/button.tsx";
import { Rows, Section } from "../ui/page.tsx";
import { Reason } from "./certainty.tsx";

type Order = NonNullable<Adoption["suggestedOrder"]>;
type Props = Pick<Adoption, "environments" | "suggestedOrder"> & {
  busy?: boolean;
  /** Absent for whoever may not. */
  onTake?: ((order: Order) => void) | undefined;
  onKeep?: (() => void) | undefined;
};

/** The log speaks for another order than the one that holds. It decides what a release has to have passed, so somebody takes it or not. */
export function SuggestedOrder({ environments, suggestedOrder, busy = false, onTake, onKeep }: Props) {
  if (!suggestedOrder) return null;
  const now = new Map(environments.map((each) => [each.name, each.promotesFrom]));
  return (
    <Section title="The log suggests another order" beside="nothing changes until somebody takes it">
      <Rows>
        <ol aria-label="Environments as the log orders them" className="divide-y divide-line">
          {suggestedOrder.map(({ name, promotesFrom, ...why }) => (
            <li
              key={name}
              className="grid min-h-[45px] grid-cols-[170px_minmax(0,1fr)_minmax(0,1.2fr)] items-center gap-x-4 gap-y-1 px-3.5 py-2 max-lg:grid-cols-1"
            >
              <span className="truncate font-semibold">{name}</span>
              <Change from={now.get(name) ?? []} to={promotesFrom} />
              <Reason {...why} />
            </li>
          ))}
        </ol>
        {onTake ? (
          <div className="flex flex-wrap items-center gap-2 px-3.5 py-2">
            <Button look="primary" busy={busy} onClick={() => onTake(suggestedOrder)}>
              Take this order
            </Button>
            <Button look="ghost" disabled={busy} onClick={onKeep}>
              Keep the present one
            </Button>
            <span className="text-xs text-ink-2">Whichever it is, it is then set by hand.</span>
          </div>
        ) : null}
      </Rows>
    </Section>
  );
}

/** What a release would have to be verified in before, where that changes. */
function Change({ from, to }: { from: readonly string[]; to: readonly string[] }) {
  const isSame = from.join("\n") === to.join("\n");
  return (
    <span className="text-xs text-ink-2">
      {isSame ? (
        said(to)
      ) : (
        <>
          <span className="font-medium text-ink">{said(to)}</span>, now {said(from)}
        </>
      )}
    </span>
  );
}

function said(before: readonly string[]): string {
  return before.length === 0 ? "from nowhere" : `from ${before.join(" and ")}`;
}
