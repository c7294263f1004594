"use client";

import { useEffect, useState } from "react";
import { INPUT } from "./field.tsx";

/**
 * A short text that counts once it is left or Enter is pressed; Escape gives back what was there. What is being typed stays
 * while something else is read; what was sent gives way to what came of it.
 */
export function CommitField(props: {
  label: string;
  value: string;
  onCommit: (value: string) => void;
  placeholder?: string;
  suggestions?: string;
  className?: string;
}) {
  const { value, onCommit } = props;
  const [typed, setTyped] = useState<{ text: string; isSent: boolean }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another value has come
  useEffect(() => setTyped((before) => (before?.isSent ? undefined : before)), [value]);
  const commit = () => {
    if (!typed || typed.isSent) return;
    const text = typed.text.trim();
    setTyped(text === value ? undefined : { text, isSent: true });
    if (text !== value) onCommit(text);
  };
  return (
    <input
      aria-label={props.label}
      value={typed?.text ?? value}
      list={props.suggestions}
      placeholder={props.placeholder}
      autoComplete="off"
      onChange={(event) => setTyped({ text: event.target.value, isSent: false })}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") {
          event.preventDefault();
          commit();
        }
        if (event.key === "Escape") setTyped(undefined);
      }}
      className={`${INPUT} h-7 min-w-0 text-sm ${props.className ?? ""}`}
    />
  );
}
