type Shade = { light: string; dark: string };

/**
 * Every colour of the console, in both themes. `app/globals.css` repeats the values because
 * stylesheets must know them too; the test beside this file fails when the two differ.
 *
 * A fill (`allow`) is for areas and marks, a `-text` for words: a fill as text is too weak to read.
 */
export const COLOURS = {
  canvas: { light: '#ffffff', dark: '#0f1115' },
  raised: { light: '#ffffff', dark: '#171a21' },
  sunken: { light: '#f5f6f8', dark: '#14171d' },
  hover: { light: '#eef0f3', dark: '#1e222b' },
  line: { light: '#e2e5ea', dark: '#292e38' },
  edge: { light: '#858d9b', dark: '#666f7f' },
  ink: { light: '#15181e', dark: '#e8eaee' },
  muted: { light: '#505967', dark: '#a6aebb' },
  faint: { light: '#636c7b', dark: '#8f98a7' },
  accent: { light: '#5143b8', dark: '#b3a9ff' },
  'accent-tint': { light: '#eeecfb', dark: '#242140' },

  allow: { light: '#0072b2', dark: '#56b4e9' },
  'allow-text': { light: '#005a8e', dark: '#8acbf3' },
  'allow-tint': { light: '#e3f0f9', dark: '#112b3d' },
  escalate: { light: '#e69f00', dark: '#ffd166' },
  'escalate-line': { light: '#8a5a00', dark: '#ffd166' },
  'escalate-text': { light: '#744b00', dark: '#ffd98a' },
  'escalate-tint': { light: '#fdf1d8', dark: '#33280f' },
  deny: { light: '#a63a00', dark: '#e0561b' },
  'deny-text': { light: '#8f3200', dark: '#ffab85' },
  'deny-tint': { light: '#fbe9e0', dark: '#3a1c0e' },
  unknown: { light: '#6b7280', dark: '#9ca3af' },
  'unknown-text': { light: '#4b5563', dark: '#b4bac4' },
  'unknown-tint': { light: '#eef0f3', dark: '#23272f' },
  stop: { light: '#c01c1c', dark: '#f0524f' },
  'stop-text': { light: '#a81a1a', dark: '#ff9c9c' },
  'stop-tint': { light: '#fde8e8', dark: '#3d1517' },
} as const satisfies Record<string, Shade>;

export type Colour = keyof typeof COLOURS;
export type Theme = keyof Shade;

/** The four fills that stand side by side in a chart. */
export const OUTCOME_FILLS = ['allow', 'escalate', 'deny', 'unknown'] as const satisfies readonly Colour[];
