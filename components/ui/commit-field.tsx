"use client";

import { useEffect, useState } from "react";
import { INPUT } from "./field.tsx";

/** A short text that counts once it is left or Enter is pressed; Escape gives back what was there. */
export function CommitField(props: {
  label: string;
  value: string;
  onCommit: (value: string) => void;
  placeholder?: string;
  suggestions?: string;
  className?: string;
}) {
  const { value, onCommit } = props;
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const commit = () => {
    if (typed.trim() !== value) onCommit(typed.trim());
  };
  return (
    <input
      aria-label={props.label}
      value={typed}
      list={props.suggestions}
      placeholder={props.placeholder}
      autoComplete="off"
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") {
          event.preventDefault();
          commit();
        }
        if (event.key === "Escape") setTyped(value);
      }}
      className={`${INPUT} h-7 min-w-0 text-sm ${props.className ?? ""}`}
    />
  );
}
