import type { Page } from '@playwright/test';

/** What the tail was told, and what it showed, each with when (milliseconds since 1970). */
export type Tapped = {
  told: Map<string, number>;
  shown: Map<string, number>;
  /** How many the server says that it left out. */
  skipped: number;
  /** How often it was said that something may be missing. */
  gaps: number;
};

type News = { told: [string, number][]; shown: [string, number][]; skipped: number; gaps: number };

declare global {
  interface Window {
    tapped(news: News): Promise<void>;
  }
}

/** Runs in the page: reads the stream beside the page itself, and watches which decisions come to stand in its table. */
function tap(): void {
  let news: News = { told: [], shown: [], skipped: 0, gaps: 0 };
  setInterval(() => {
    if (news.told.length + news.shown.length + news.skipped + news.gaps === 0) return;
    void window.tapped(news);
    news = { told: [], shown: [], skipped: 0, gaps: 0 };
  }, 1000);

  const read = async (body: ReadableStream<Uint8Array>) => {
    let rest = '';
    const reader = body
      .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
      .getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const blocks = (rest + part.value).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event = ''] = /^event: (\w+)$/m.exec(block) ?? [];
        const [, data = '{}'] = /^data: (.*)$/m.exec(block) ?? [];
        if (event === 'decision') news.told.push([(JSON.parse(data) as { id: string }).id, Date.now()]);
        if (event === 'skipped') news.skipped += (JSON.parse(data) as { count: number }).count;
        if (event === 'gap') news.gaps += 1;
      }
    }
  };
  const { fetch } = window;
  window.fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (!String(input).includes('/api/v1/stream') || response.body === null) return response;
    const [own, theirs] = response.body.tee();
    read(own).catch(() => {});
    return new Response(theirs, { status: response.status, headers: response.headers });
  };

  const look = (node: Node) => {
    if (!(node instanceof Element)) return;
    for (const link of node.querySelectorAll('a[href^="/decisions/dec_"]')) {
      news.shown.push([link.getAttribute('href')?.slice('/decisions/'.length) ?? '', Date.now()]);
    }
  };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) look(node);
  }).observe(document, { childList: true, subtree: true });
}

/** Listens along with a page that is opened afterwards. */
export async function tapTail(page: Page): Promise<Tapped> {
  const tapped: Tapped = { told: new Map(), shown: new Map(), skipped: 0, gaps: 0 };
  await page.exposeFunction('tapped', ({ told, shown, skipped, gaps }: News) => {
    for (const [id, at] of told) if (!tapped.told.has(id)) tapped.told.set(id, at);
    for (const [id, at] of shown) if (!tapped.shown.has(id)) tapped.shown.set(id, at);
    tapped.skipped += skipped;
    tapped.gaps += gaps;
  });
  await page.addInitScript(tap);
  return tapped;
}
