"use client";

import { useState } from "react";
import type { Connections, Finding } from "../../lib/contracts/setup.ts";
import { useAct } from "../ui/act.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Card } from "../ui/page.tsx";
import { ProblemNote } from "../ui/problem.tsx";
import { Findings } from "./findings.tsx";

type Request = { webUrl: string; token: string };
type Checked = { id?: string; findings: Finding[] };

/** GitHub by an App, whose permissions nobody has to type, or by a token. */
export function GitHubForm(props: {
  manifest: Connections["manifest"];
  onConnect: (request: Request) => Promise<Checked>;
}) {
  const [webUrl, setWebUrl] = useState("https://github.com");
  const [token, setToken] = useState("");
  const [findings, setFindings] = useState<Finding[]>();
  const { run, busy, error } = useAct(async () => {
    const checked = await props.onConnect({ webUrl: webUrl.trim(), token: token.trim() });
    setFindings(checked.findings);
    // What was not taken stays to be set right.
    if (checked.id) setToken("");
  });
  return (
    <Card title="Connect GitHub">
      <div className="flex flex-col gap-4">
        {props.manifest ? (
          <form action={props.manifest.action} method="post" className="flex flex-col gap-2">
            <p className="text-ink-2">
              As an App: GitHub asks where to install it, and its permissions are filled in. The best way for a team.
            </p>
            <input type="hidden" name="manifest" value={props.manifest.body} />
            <Button type="submit" look="primary" className="self-start">
              Create the GitHub App
            </Button>
          </form>
        ) : null}
        <form
          className={`flex flex-col gap-3 ${props.manifest ? "border-t pt-4" : ""}`}
          onSubmit={(event) => {
            event.preventDefault();
            void run();
          }}
        >
          <TextField
            label="Address"
            value={webUrl}
            onChange={setWebUrl}
            type="url"
            required
            hint="github.com, or your Enterprise Server"
          />
          <TextField
            label="Token"
            value={token}
            onChange={setToken}
            type="password"
            required
            mono
            hint="Fine-grained: contents and pull requests to write, checks and commit statuses to read and write. It is encrypted, and never shown again."
          />
          {error ? <ProblemNote sentence={error} /> : null}
          {findings ? <Findings findings={findings} /> : null}
          <Button type="submit" className="self-start" busy={busy}>
            Connect and check
          </Button>
        </form>
      </div>
    </Card>
  );
}
