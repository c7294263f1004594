/** A sluice: two posts, and water held at two levels. */
export function Logo({ className = "size-[18px]" }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 18 18"
      className={`${className} text-accent`}
      fill="none"
      stroke="currentColor"
      aria-hidden="true"
    >
      <path strokeWidth="2" strokeLinecap="round" d="M2.5 2v14M15.5 2v14" />
      <path
        strokeWidth="1.6"
        strokeLinecap="round"
        d="M3 6.5c2-1.8 4-1.8 6 0s4 1.8 6 0M3 12c2-1.8 4-1.8 6 0s4 1.8 6 0"
      />
    </svg>
  );
}
