"use client";

import { useEffect, useState } from "react";
import type { EnvironmentRow } from "../../lib/contracts/lists.ts";
import type { EnvironmentRules } from "../../lib/contracts/setup.ts";
import { useAct } from "../ui/act.ts";
import { Button } from "../ui/button.tsx";
import { Field, INPUT } from "../ui/field.tsx";
import { Card } from "../ui/page.tsx";
import { ProblemNote } from "../ui/problem.tsx";
import { changesLeft, hasChanges, type RuleChanges } from "./rule-changes.ts";

/** What a promotion into one environment must meet. */
export function RulesForm(props: { environment: EnvironmentRow; onSave: (changes: RuleChanges) => Promise<void> }) {
  const { environment } = props;
  const [changes, setChanges] = useState<RuleChanges>({});
  useEffect(() => setChanges((before) => changesLeft(before, environment.rules)), [environment.rules]);
  const rules: EnvironmentRules = { ...environment.rules, ...changes };
  const left = changesLeft(changes, environment.rules);
  const same = !hasChanges(left);
  const { run, busy, error } = useAct(() => props.onSave(left));
  const change = (patch: RuleChanges) => setChanges({ ...changes, ...patch });
  const from =
    environment.promotesFrom.length > 0 ? `promoted from ${environment.promotesFrom.join(" and ")}` : "the first";
  return (
    <Card title={environment.name} beside={`${from} · ${environment.clusters.join(", ")}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <fieldset
          disabled={!environment.canEdit || busy}
          className="grid grid-cols-4 items-start gap-4 max-lg:grid-cols-2 max-sm:grid-cols-1"
        >
          <legend className="sr-only">Rules of {environment.name}</legend>
          <Amount
            label="Approvals"
            hint="by others than who asked"
            min={0}
            max={6}
            value={rules.approvals}
            onChange={(approvals) => change({ approvals })}
          />
          <Amount
            label="Hold, minutes"
            hint="healthy so long, then verified"
            min={0}
            max={10080}
            step="any"
            value={rules.holdMinutes}
            onChange={(holdMinutes) => change({ holdMinutes })}
          />
          <Amount
            label="Deadline, minutes"
            hint="after the merge, then it has failed"
            min={1}
            max={10080}
            step="any"
            value={rules.deadlineMinutes}
            onChange={(deadlineMinutes) => change({ deadlineMinutes })}
          />
          <label className="flex min-h-8 items-center gap-2.5 lg:mt-[22px]">
            <input
              type="checkbox"
              checked={rules.oneClusterAtATime}
              onChange={(event) => change({ oneClusterAtATime: event.target.checked })}
              className="size-4 accent-accent"
            />
            One cluster at a time
          </label>
        </fieldset>
        {error ? (
          <div className="mt-3">
            <ProblemNote sentence={error} />
          </div>
        ) : null}
        {environment.canEdit ? (
          <Button type="submit" look={same ? "plain" : "primary"} className="mt-3" busy={busy} disabled={same}>
            Save
          </Button>
        ) : (
          <p className="mt-3 text-xs text-ink-2">
            Only admins and release managers of {environment.name} change its rules.
          </p>
        )}
      </form>
    </Card>
  );
}

function Amount(props: {
  label: string;
  hint: string;
  min: number;
  max: number;
  /** Whole numbers unless told. */
  step?: "any";
  value: number;
  onChange: (value: number) => void;
}) {
  return (
    <Field label={props.label} hint={props.hint}>
      {(shared) => (
        <input
          {...shared}
          type="number"
          step={props.step}
          required
          min={props.min}
          max={props.max}
          value={Number.isNaN(props.value) ? "" : props.value}
          onChange={(event) => props.onChange(event.target.valueAsNumber)}
          className={`${INPUT} h-8 w-full`}
        />
      )}
    </Field>
  );
}
