"use client";

import { useState } from "react";
import type { Connection, Finding } from "../../lib/contracts/setup.ts";
import { useAct } from "../ui/act.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { TextField } from "../ui/field.tsx";
import { Card } from "../ui/page.tsx";
import { ProblemNote } from "../ui/problem.tsx";
import { Findings } from "./findings.tsx";

/** Where GitHub is connected by a token, people sign in by an OAuth App of its own. */
export function SignInForm(props: {
  connection: Connection;
  callbackUrl: string;
  onSave: (client: { clientId: string; clientSecret: string }) => Promise<{ id?: string; findings: Finding[] }>;
}) {
  const [clientId, setClientId] = useState("");
  const [clientSecret, setClientSecret] = useState("");
  const [findings, setFindings] = useState<Finding[]>();
  const { run, busy, error } = useAct(async () => {
    const checked = await props.onSave({ clientId: clientId.trim(), clientSecret: clientSecret.trim() });
    setFindings(checked.findings);
    if (checked.id) setClientSecret("");
  });
  return (
    <Card title={`Let people sign in with ${props.connection.name}`}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <p className="text-ink-2">
          Make an OAuth App on GitHub (Settings → Developer settings) with this callback, and give its client here:
        </p>
        <p className="flex flex-wrap items-center gap-2">
          <code className="rounded-md bg-sunk px-2 py-1 font-mono text-xs break-all">{props.callbackUrl}</code>
          <CopyButton text={props.callbackUrl} label="Copy the callback" />
        </p>
        <TextField label="Client ID" value={clientId} onChange={setClientId} required mono />
        <TextField
          label="Client secret"
          value={clientSecret}
          onChange={setClientSecret}
          type="password"
          required
          mono
          hint="It is encrypted, and never shown again."
        />
        {error ? <ProblemNote sentence={error} /> : null}
        {findings ? <Findings findings={findings} /> : null}
        <Button type="submit" className="self-start" busy={busy}>
          Save and check
        </Button>
      </form>
    </Card>
  );
}
