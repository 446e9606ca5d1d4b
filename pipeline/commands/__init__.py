"""The commands of `diarium`, a module or folder for each thing a user types. Thin: heavy modules are imported when a command needs them."""
