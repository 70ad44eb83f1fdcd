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
    background: $marked; color: $foreground;
}
ScreeningScreen #who { margin: 1 0 0 0; }
ScreeningScreen.-low Slot.-form { height: 1; margin-bottom: 1; }
ScreeningScreen.-low Slot.-form > .label { height: 1; padding: 0 1; }
ScreeningScreen.-low Slot.-form > .remark { height: 1; padding: 0 0 0 2; }
ScreeningScreen.-low Slot.-form > Input { height: 1; border: none; background: $panel; }
ScreeningScreen.-low Slot.-form > Input:focus { border: none; background: $marked; }
ScreeningScreen.-low Slot.-form > Input.-wrong { border: none; background: $error 25%; }
ScreeningScreen.-low #who { margin: 0; }
ScreeningScreen .warning {
    height: auto; padding: 0 2; margin: 0 1 1 1; color: $warning; border-left: thick $warning;
}
ScreeningScreen #bar { height: auto; padding: 0 1; margin-bottom: 1; }
ScreeningScreen #given { height: auto; padding: 0 1; margin-top: 1; color: $quiet; }
ScreeningScreen #banner { height: 3; margin: 0 1 1 1; content-align: center middle; }
ScreeningScreen.-low #banner { margin: 0 1; }
ScreeningScreen #banner.-negative { background: $success; color: $background; }
ScreeningScreen #banner.-needs_corroboration { background: $warning; color: $background; }
ScreeningScreen #banner.-presumptive_positive { background: $error; color: $background; }
ScreeningScreen #banner.-invalid { background: $secondary; color: $background; }
ScreeningScreen #banner.-ended { background: $panel; color: $foreground; }
ScreeningScreen #result { height: auto; padding: 0 1; }
ScreeningScreen #lines { height: auto; padding-right: 3; }
ScreeningScreen #side { width: 1fr; height: auto; }
ScreeningScreen #checks { height: auto; }
ScreeningScreen #reasons { height: auto; margin: 1 0 0 0; padding: 0 1; border-left: thick $warning; }
ScreeningScreen.-low #reasons { margin: 1 1 0 1; }
ScreeningScreen #half_signed {
    height: auto; margin: 1 0 0 0; padding: 0 1; border-left: thick $accent; text-style: bold;
}
ScreeningScreen.-low #half_signed { margin: 1 1 0 1; }
ScreeningScreen #result .others { padding: 0; }
ScreeningScreen #panel {
    height: auto; margin: 1 1; padding: 0 1; background: $surface; border: round $accent;
}
ScreeningScreen.-low #panel { margin: 0 1; }
ScreeningScreen #panel Choices { background: $surface; }
ScreeningScreen #side #panel { margin: 1 0 0 0; }
ScreeningScreen #side #panel .ask { margin: 0; }
ScreeningScreen #side #panel Slot { layout: vertical; height: 5; }
ScreeningScreen #side #panel Slot > .label { width: 1fr; height: 1; padding: 0 1; }
ScreeningScreen #side #panel Slot > .remark { height: 1; padding: 0 1; color: $foreground; }
ScreeningScreen #side #panel Slot > Input { width: 1fr; }
ScreeningScreen .hidden { display: none; }
"""
