import { createTheme, type MantineColorsTuple } from '@mantine/core';

// A quiet teal: the colour of what one can press, never of a verdict.
const teal: MantineColorsTuple = [
  '#eef7f7', '#dcecec', '#b4d8d8', '#8ac3c4', '#66b0b2', '#4ea3a6',
  '#3f9a9d', '#2f8588', '#1f6d71', '#0c575b',
];
const gray: MantineColorsTuple = [
  '#f7f8f8', '#eff1f2', '#e3e6e8', '#d3d8db', '#b9c0c5', '#98a2a9',
  '#6b767e', '#4d575e', '#343c42', '#20272c',
];
const dark: MantineColorsTuple = [
  '#d5dade', '#bcc4c9', '#9faab1', '#6b767e', '#4a545b', '#3a434a',
  '#2c343a', '#222a2f', '#1a2125', '#13181b',
];

export const theme = createTheme({
  colors: { teal, gray, dark },
  primaryColor: 'teal',
  primaryShade: 8,
  autoContrast: true,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // The library locks scrolling with an inline style element, which the policy refuses.
    Modal: { defaultProps: { lockScroll: false, transitionProps: { duration: 100 } } },
    Drawer: { defaultProps: { lockScroll: false, transitionProps: { duration: 100 } } },
    // A menu holds items and nothing else that can have the focus.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Button: { defaultProps: { size: 'sm' } },
  },
});
