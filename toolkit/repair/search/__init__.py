"""The search for the original text behind a run of characters that was decoded one byte off; see `unshift`."""
