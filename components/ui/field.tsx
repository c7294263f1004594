"use client";

import { type ReactNode, useId } from "react";

export const INPUT =
  "rounded-md border border-strong bg-bg px-2.5 text-ink disabled:opacity-60 aria-invalid:border-bad";

type Common = { label: ReactNode; hint?: ReactNode; error?: string; hideLabel?: boolean };
type Shared = { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };

/** A label, the control it names, and below it a hint or what is wrong. */
export function Field({
  label,
  hint,
  error,
  hideLabel,
  children,
}: Common & { children: (shared: Shared) => ReactNode }) {
  const id = useId();
  const below = error ?? hint;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className={hideLabel ? "sr-only" : "font-medium"}>
        {label}
      </label>
      {children({ id, "aria-describedby": below ? `${id}-hint` : undefined, "aria-invalid": error ? true : undefined })}
      {below ? (
        <p id={`${id}-hint`} className={`text-xs ${error ? "text-bad" : "text-ink-2"}`}>
          {below}
        </p>
      ) : null}
    </div>
  );
}

export function TextField(
  props: Common & {
    value: string;
    onChange: (value: string) => void;
    placeholder?: string;
    type?: string;
    required?: boolean;
    mono?: boolean;
    autoComplete?: string;
  },
) {
  return (
    <Field {...props}>
      {(shared) => (
        <input
          {...shared}
          type={props.type ?? "text"}
          value={props.value}
          required={props.required}
          placeholder={props.placeholder}
          autoComplete={props.autoComplete ?? "off"}
          onChange={(event) => props.onChange(event.target.value)}
          className={`${INPUT} h-8 w-full ${props.mono ? "font-mono" : ""}`}
        />
      )}
    </Field>
  );
}

export function TextArea(
  props: Common & {
    value: string;
    onChange: (value: string) => void;
    placeholder?: string;
    rows?: number;
    mono?: boolean;
    autoFocus?: boolean;
    onSubmit?: () => void;
  },
) {
  return (
    <Field {...props}>
      {(shared) => (
        <textarea
          {...shared}
          rows={props.rows ?? 2}
          value={props.value}
          placeholder={props.placeholder}
          // biome-ignore lint/a11y/noAutofocus: in a dialog that asks one thing
          autoFocus={props.autoFocus}
          onChange={(event) => props.onChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) props.onSubmit?.();
          }}
          className={`${INPUT} w-full resize-y py-1.5 ${props.mono ? "font-mono text-xs" : ""}`}
        />
      )}
    </Field>
  );
}

export function Choice<T extends string>(
  props: Common & { value: T; options: readonly (readonly [T, string])[]; onChange: (value: T) => void },
) {
  return (
    <Field {...props}>
      {(shared) => (
        <select
          {...shared}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value as T)}
          className={`${INPUT} h-8 w-full cursor-pointer`}
        >
          {props.options.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
