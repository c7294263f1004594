/**
 * Runs in the browser: scrolls to and fro along both axes and gives how long each frame took. By the frame and not by the
 * clock, so that a frame has the same to do on a machine that is busy.
 */
export function scrollAbout({ scroller, count }: { scroller: string; count: number }): Promise<number[]> {
  const box = document.querySelector(scroller);
  if (!box) throw new Error(`There is no ${scroller}.`);
  // Asked once: to ask in each frame would itself make the browser lay out what was drawn.
  const down = box.scrollHeight - box.clientHeight;
  const right = box.scrollWidth - box.clientWidth;
  const fro = (way: number, most: number) => (most > 0 ? most - Math.abs((way % (2 * most)) - most) : 0);
  return new Promise((resolve) => {
    const frames: number[] = [];
    let last = 0;
    const frame = (now: number) => {
      if (last > 0) frames.push(now - last);
      last = now;
      box.scrollTop = fro(frames.length * 40, down);
      box.scrollLeft = fro(frames.length * 10, right);
      if (frames.length < count) requestAnimationFrame(frame);
      else resolve(frames);
    };
    requestAnimationFrame(frame);
  });
}
