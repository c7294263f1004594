/** Where it is narrow, what tells the clusters of an environment apart stays, and its name is cut. */
export function PlaceName({ environment, label, className }: Props) {
  return (
    <span className="flex min-w-0 gap-1">
      <span className={`min-w-[3ch] truncate ${className ?? ""}`}>{environment}</span>
      {label ? <span className="max-w-[75%] shrink-0 truncate text-ink-2">{label}</span> : null}
    </span>
  );
}

type Props = { environment: string; label: string | undefined; className?: string };
