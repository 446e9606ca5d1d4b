"""The commands of `diarium`, a module for each kind. Thin: heavy modules are imported when a command needs them."""
