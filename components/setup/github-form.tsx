"use client";

import { useState } from "react";
import type { Finding } from "../../lib/contracts/setup.ts";
import { useAct } from "../ui/act.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Card } from "../ui/page.tsx";
import { ProblemNote } from "../ui/problem.tsx";
import { Findings } from "./findings.tsx";

type Checked = { id?: string; findings: Finding[] };

/** GitHub by an App, whose permissions nobody has to type, or by a token. */
export function GitHubForm(props: {
  webUrl: string;
  onApp: (request: { webUrl: string; organization?: string }) => Promise<void>;
  onConnect: (request: { webUrl: string; token: string }) => Promise<Checked>;
}) {
  const [webUrl, setWebUrl] = useState(props.webUrl);
  return (
    <Card title="Connect GitHub">
      <div className="flex flex-col gap-4">
        <TextField
          label="Address"
          value={webUrl}
          onChange={setWebUrl}
          type="url"
          required
          hint="github.com, or your Enterprise Server"
        />
        <ByApp onApp={(organization) => props.onApp({ webUrl: webUrl.trim(), organization })} />
        <ByToken onConnect={(token) => props.onConnect({ webUrl: webUrl.trim(), token })} />
      </div>
    </Card>
  );
}

function ByApp({ onApp }: { onApp: (organization: string | undefined) => Promise<void> }) {
  const [organization, setOrganization] = useState("");
  const { run, busy, error } = useAct(async () => onApp(organization.trim() || undefined));
  return (
    <form
      className="flex flex-col gap-3 border-t pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <p className="text-ink-2">
        By an App: GitHub asks where to install it, its permissions are filled in, and people sign in by it. The best
        way for a team.
      </p>
      <TextField
        label="Organization"
        value={organization}
        onChange={setOrganization}
        hint="The App belongs to it. Empty: to your own account"
      />
      {error ? <ProblemNote sentence={error} /> : null}
      <Button type="submit" look="primary" className="self-start" busy={busy}>
        Create the GitHub App
      </Button>
    </form>
  );
}

function ByToken({ onConnect }: { onConnect: (token: string) => Promise<Checked> }) {
  const [token, setToken] = useState("");
  const [findings, setFindings] = useState<Finding[]>();
  const { run, busy, error } = useAct(async () => {
    const checked = await onConnect(token.trim());
    setFindings(checked.findings);
    // What was not taken stays to be set right.
    if (checked.id) setToken("");
  });
  return (
    <form
      className="flex flex-col gap-3 border-t pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
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
  );
}
