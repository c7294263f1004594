import { ButtonLink } from "../components/ui/button.tsx";
import { Empty } from "../components/ui/problem.tsx";

export default function NotFound() {
  return (
    <main className="mx-auto max-w-[560px] p-6 pt-[18vh]">
      <Empty title="There is no such page" action={<ButtonLink href="/board">Go to the board</ButtonLink>}>
        The address may be mistyped, or what it led to is gone.
      </Empty>
    </main>
  );
}
