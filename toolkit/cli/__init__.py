"""The command line: one thin module a command, loaded only when its command runs."""
