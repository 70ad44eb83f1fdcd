"""How the guided screens are drawn."""

CSS = """
ScreeningScreen #body { padding: 1 2 0 2; }
ScreeningScreen.-low #body { padding: 0 1; }
ScreeningScreen #question { height: auto; }
ScreeningScreen .ask { height: auto; padding: 0 1; margin-bottom: 1; text-style: bold; color: $foreground; }
ScreeningScreen .note { height: auto; padding: 0 1; margin-bottom: 1; color: $quiet; }
ScreeningScreen .said {
    height: auto; padding: 1 2; margin: 0 1 1 1; background: $surface; border-left: thick $accent;
    text-style: bold;
}
ScreeningScreen.-low .said { padding: 0 2; }
ScreeningScreen .others { height: 1; padding: 0 1; margin-top: 1; color: $quiet; }
ScreeningScreen #others { color: $quiet; }
ScreeningScreen #others:focus { color: $foreground; }
ScreeningScreen #others > .option-list--option-highlighted { background: $background; color: $quiet; }
ScreeningScreen #others:focus > .option-list--option-highlighted {
    background: $block-cursor-background; color: $block-cursor-foreground;
}
ScreeningScreen .warning {
    height: auto; padding: 0 2; margin: 0 1 1 1; color: $warning; border-left: thick $warning;
}
ScreeningScreen #bar { height: auto; padding: 0 1; margin-bottom: 1; }
ScreeningScreen #given { height: auto; padding: 0 1; margin-top: 1; color: $quiet; }
ScreeningScreen #banner { height: 3; margin: 0 1; content-align: center middle; text-style: bold; }
ScreeningScreen #banner.-negative { background: $success; color: $background; }
ScreeningScreen #banner.-needs_corroboration { background: $warning; color: $background; }
ScreeningScreen #banner.-presumptive_positive { background: $error; color: $background; }
ScreeningScreen #banner.-invalid { background: $secondary; color: $background; }
ScreeningScreen #banner.-ended { background: $panel; color: $foreground; }
ScreeningScreen #proof { height: 1; margin: 0 1 1 1; content-align: center middle; color: $quiet; }
ScreeningScreen #result { height: auto; padding: 0 1; }
ScreeningScreen #lines { width: 3fr; height: auto; padding-right: 2; }
ScreeningScreen #checks { width: 2fr; height: auto; }
ScreeningScreen.-narrow #lines { padding-right: 1; }
ScreeningScreen #reasons { height: auto; margin: 1 1 0 1; padding: 0 1; border-left: thick $warning; }
ScreeningScreen #panel {
    height: auto; margin: 1 1; padding: 0 1; background: $surface; border: round $accent;
}
ScreeningScreen.-low #panel { margin: 0 1; }
ScreeningScreen #panel Choices { background: $surface; }
ScreeningScreen .hidden { display: none; }
"""
