"use client";

import { type ReactNode, useState } from "react";
import { Button, type Look } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { TextArea } from "./field.tsx";

/** Asks why before something is done that others will read about. */
export default function ReasonDialog(props: {
  title: string;
  description: ReactNode;
  confirm: string;
  look?: Look;
  placeholder?: string;
  onConfirm: (reason: string) => Promise<void>;
  onClose: () => void;
}) {
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    if (reason.trim().length < 3) {
      setError("Say why in a few words.");
      return;
    }
    setBusy(true);
    try {
      await props.onConfirm(reason.trim());
    } catch (problem) {
      setError(problem instanceof Error ? problem.message : String(problem));
      setBusy(false);
    }
  };
  return (
    <Dialog title={props.title} description={props.description} onClose={props.onClose} width={460}>
      <form
        className="flex flex-col gap-4 p-5"
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <TextArea
          label="Why"
          value={reason}
          onChange={setReason}
          error={error}
          placeholder={props.placeholder}
          autoFocus
          onSubmit={() => void confirm()}
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
