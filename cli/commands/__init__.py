"""One module for each verb: it resolves its options, makes one call into `scent.core`, and renders what comes back."""
