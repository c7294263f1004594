/** The board before it is known: as large as what comes, so that nothing jumps. */
export function BoardSkeleton() {
  return (
    <div role="status" aria-label="The board is loading" className="overflow-hidden rounded-lg border bg-panel">
      <div className="h-[53px] border-b bg-bg" />
      {Array.from({ length: 12 }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: all alike
        <div key={i} className="flex h-[49px] items-center gap-8 border-b px-3 last:border-b-0">
          <div className="skeleton h-4 w-[120px]" />
          <div className="skeleton h-4 w-[90px]" />
          <div className="skeleton h-4 w-[90px] max-sm:hidden" />
          <div className="skeleton h-4 w-[90px] max-sm:hidden" />
        </div>
      ))}
    </div>
  );
}
