/**
 * Whoever has chosen a theme sees it from the first frame on. Pages are drawn when they are built, so the browser
 * looks for itself before it draws anything. The policy for scripts lets this one through by its hash (proxy.ts).
 */
export const themeScript =
  "{const [,theme]=/(?:^|; )theme=(light|dark)(?:;|$)/.exec(document.cookie)??[];if(theme)document.documentElement.dataset.theme=theme}";
