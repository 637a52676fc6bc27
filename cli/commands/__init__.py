"""One module a verb; each resolves its options, makes one call into `scent.core`, and renders what comes back."""
