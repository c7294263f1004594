import { RowsSkeleton } from "../ui/page.tsx";

export function PromotionSkeleton() {
  return (
    <div className="mx-auto flex max-w-[1180px] flex-col gap-5 px-6 py-4 max-sm:px-3">
      <div className="flex flex-col gap-2">
        <div className="skeleton h-4 w-[180px]" />
        <div className="skeleton h-7 w-[380px] max-w-full" />
        <div className="skeleton h-4 w-[70%]" />
      </div>
      <div className="skeleton h-[55px]" />
      <div className="grid grid-cols-[minmax(0,1fr)_316px] gap-7 pt-7 max-lg:grid-cols-1">
        <RowsSkeleton rows={7} label="The promotion is loading" />
        <RowsSkeleton rows={5} />
      </div>
    </div>
  );
}
