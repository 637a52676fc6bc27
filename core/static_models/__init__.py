"""Static models: tables with a vector for each word or piece of a word, which need no computing beyond a mean."""
