"""The demonstration that `dev/demo` runs: a story, and what plays it."""
