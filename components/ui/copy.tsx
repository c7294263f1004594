"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.tsx";
import { say } from "./toast.ts";

const SHOWN_MS = 1500;

function useCopied(text: string): [boolean, () => void] {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // It has no clipboard for a page that comes without https.
      return say("The browser does not let this page copy anything.", "bad");
    }
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return [copied, () => void copy()];
}

/** A hash, short; the whole of it is copied on a click. */
export function Hash({ value, length = 7 }: { value: string; length?: number }) {
  const [copied, copy] = useCopied(value);
  const short = value.replace(/^sha256:/, "").slice(0, length);
  return (
    <button
      type="button"
      onClick={copy}
      data-tip={copied ? "Copied" : `Copy ${value}`}
      aria-label={`Copy ${value}`}
      className="min-h-6 rounded-sm font-mono text-xs text-ink-2 hover:bg-sunk hover:text-ink"
    >
      {copied ? "copied" : short}
    </button>
  );
}

export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [copied, copy] = useCopied(text);
  const Icon = copied ? Check : Copy;
  return (
    <Button onClick={copy}>
      <Icon className="size-3.5" aria-hidden />
      {copied ? "Copied" : label}
    </Button>
  );
}
