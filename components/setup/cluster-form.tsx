"use client";

import { useRef, useState } from "react";
import type { Finding } from "../../lib/contracts/setup.ts";
import { useAct } from "../ui/act.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { TextArea, TextField } from "../ui/field.tsx";
import { Card } from "../ui/page.tsx";
import { ProblemNote } from "../ui/problem.tsx";
import { Findings } from "./findings.tsx";

type Request = { name: string; kubeconfig: string; context?: string };
type Checked = { id?: string; findings: Finding[] };

/** A cluster by its kubeconfig, pasted or chosen as a file, checked at once. */
export function ClusterForm(props: { rbac: string; onConnect: (request: Request) => Promise<Checked> }) {
  const [name, setName] = useState("");
  const [kubeconfig, setKubeconfig] = useState("");
  const [context, setContext] = useState("");
  const [findings, setFindings] = useState<Finding[]>();
  const file = useRef<HTMLInputElement>(null);
  const { run, busy, error } = useAct(async () => {
    const checked = await props.onConnect({ name: name.trim(), kubeconfig, context: context.trim() || undefined });
    setFindings(checked.findings);
    // What was not taken stays to be set right.
    if (checked.id) setKubeconfig("");
  });
  return (
    <Card title="Connect a cluster">
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
          <TextField label="Name" value={name} onChange={setName} required placeholder="production-eu" />
          <TextField label="Context" value={context} onChange={setContext} placeholder="the current one" />
        </div>
        <TextArea
          label="Kubeconfig"
          value={kubeconfig}
          onChange={setKubeconfig}
          rows={6}
          mono
          placeholder="apiVersion: v1&#10;kind: Config&#10;…"
          hint="With a token or a client certificate. What would run a program or read a file of this machine is refused. It is encrypted, and never shown again."
        />
        <input
          ref={file}
          type="file"
          hidden
          aria-label="Kubeconfig file"
          onChange={async ({ target }) => {
            const [chosen] = target.files ?? [];
            // Whoever chooses none keeps what was pasted.
            if (chosen) setKubeconfig(await chosen.text());
            target.value = "";
          }}
        />
        {error ? <ProblemNote sentence={error} /> : null}
        {findings ? <Findings findings={findings} /> : null}
        <div className="flex gap-2">
          <Button type="submit" look="primary" busy={busy} disabled={kubeconfig === ""}>
            Connect and check
          </Button>
          <Button onClick={() => file.current?.click()}>Choose a file…</Button>
        </div>
      </form>
      <details className="mt-4 border-t pt-3">
        <summary className="min-h-6 font-medium">The access Sluice needs, as YAML to apply</summary>
        <div className="mt-2 flex flex-col gap-2">
          <pre className="max-h-[260px] overflow-auto rounded-md bg-sunk p-3 font-mono text-xs">{props.rbac}</pre>
          <span>
            <CopyButton text={props.rbac} label="Copy the YAML" />
          </span>
        </div>
      </details>
    </Card>
  );
}
