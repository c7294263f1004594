"use client";

import { type ReactNode, useState } from "react";
import { useAct } from "./act.ts";
import { Button, type Look } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { TextArea } from "./field.tsx";
import { useKeptText } from "./kept-text.ts";

/** Asks why before something is done that others will read about. */
export default function ReasonDialog(props: {
  title: string;
  /** The id of what it is about. */
  of: string;
  description: ReactNode;
  confirm: string;
  look?: Look;
  placeholder?: string;
  onConfirm: (reason: string) => Promise<void>;
  onClose: () => void;
}) {
  const [reason, setReason] = useKeptText(`${props.title} ${props.of}`);
  const [missing, setMissing] = useState<string>();
  const { run, busy, error } = useAct(props.onConfirm);
  const confirm = () => {
    if (busy) return;
    const isSaid = reason.trim().length >= 3;
    setMissing(isSaid ? undefined : "Say why in a few words.");
    if (isSaid) void run(reason.trim());
  };
  return (
    <Dialog title={props.title} description={props.description} onClose={props.onClose} width={460}>
      <form
        className="flex flex-col gap-4 p-5"
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
      >
        <TextArea
          label="Why"
          value={reason}
          onChange={setReason}
          error={missing ?? error}
          placeholder={props.placeholder}
          autoFocus
          onSubmit={confirm}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={props.onClose}>Not now</Button>
          <Button type="submit" look={props.look ?? "primary"} busy={busy}>
            {props.confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
