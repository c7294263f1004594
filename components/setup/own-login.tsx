"use client";

import { useState } from "react";
import { useAct } from "../ui/act.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Card } from "../ui/page.tsx";
import { ProblemNote } from "../ui/problem.tsx";

/** Who came by the set-up link goes on under a login of their own; the link's account only sets up. */
export function OwnLogin(props: {
  canSignIn: boolean;
  onSignOut: () => void;
  onAdmin: (login: string) => Promise<void>;
}) {
  const [login, setLogin] = useState("");
  const [given, setGiven] = useState<string>();
  const { run, busy, error } = useAct(async () => {
    const name = login.trim().replace(/^@/, "");
    await props.onAdmin(name);
    setGiven(name);
  });
  return (
    <Card title="Your own login">
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <p className="text-ink-2">
          You came by the set-up link: this account connects and adopts, and promotes or approves nothing. It ends in
          twelve hours, and the link opens once. Make your own login an admin before that.
        </p>
        <TextField label="Your login on GitHub" value={login} onChange={setLogin} required />
        {error ? <ProblemNote sentence={error} /> : null}
        {given ? (
          <p role="status" className="text-ink-2">
            @{given} is an admin now.{" "}
            {props.canSignIn ? "Sign in as yourself when you are done here." : "Let people sign in next, below."}
          </p>
        ) : null}
        <div className="flex gap-2">
          <Button type="submit" busy={busy}>
            Make it an admin
          </Button>
          {given && props.canSignIn ? <Button onClick={props.onSignOut}>Sign in as @{given}</Button> : null}
        </div>
      </form>
    </Card>
  );
}
