"use client";

/** A choice among a few views of one list; it is in the address, so these are toggles and not tabs of ARIA. */
export function Toggles<T extends string>(props: {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onChange: (value: T) => void;
}) {
  return (
    <fieldset className="flex rounded-md border border-strong bg-panel p-px">
      <legend className="sr-only">{props.label}</legend>
      {props.options.map(([value, label]) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === props.value}
          onClick={() => props.onChange(value)}
          className={`h-6 rounded-[6px] px-2.5 text-xs font-medium ${value === props.value ? "bg-sunk text-ink" : "text-ink-2 hover:text-ink"}`}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}
