# fish completion for scent. Made by tools/generate.py from the command line; change that instead.

function __scent_roots
    set -l data "$XDG_DATA_HOME"
    test -n "$data"; or set data "$HOME/.local/share"
    set -l index "$SCENT_INDEX"
    test -n "$index"; or set index "$data/scent/index"
    test -r "$index/manifest.json"; or set index "$HOME/Library/Application Support/scent/index"
    test -r "$index/manifest.json"; and awk 'match($0, /"roots":\\["[^]]*"\\]/) {
    count = split(substr($0, RSTART + 10, RLENGTH - 12), root, "\\",\\"")
    for (i = 1; i <= count; i++) if (root[i] !~ /\\\\/) print root[i]
}' "$index/manifest.json"
end

# Names of models: those that are installed, and those that can be fetched.
function __scent_models
    set -l data "$XDG_DATA_HOME"
    test -n "$data"; or set data "$HOME/.local/share"
    set -l models "$data/scent/models"
    test -d "$models"; or set models "$HOME/Library/Application Support/scent/models"
    for file in "$models"/*.gguf
        string replace -r '.*/(.*)\.gguf$' '$1' -- $file
    end
    printf '%s\n' mdbr-leaf-ir snowflake-arctic-embed-xs granite-embedding-30m-english snowflake-arctic-embed-s bge-small-en-v1.5 multilingual-e5-small granite-embedding-107m-multilingual nomic-embed-text-v1.5 embeddinggemma-300m nomic-embed-text-v2-moe bge-m3 snowflake-arctic-embed-l-v2.0 qwen3-embedding-0.6b mxbai-embed-large-v1
end

# __scent_at VERB...: whether the command line has just these verbs.
function __scent_at
    set -l words (commandline -opc | string match -v -- '-*')[2..-1]
    set -l given (count $argv)
    test (count $words) -ge $given; or return 1
    test $given -eq 0; or test "$words[1..$given]" = "$argv"
end

# __scent_place NUMBER OPTIONS VERB...: whether the cursor is at this argument (from 0) of the verb, or
# behind it for "NUMBER+". OPTIONS are the verb's options that take a value, joined by spaces.
function __scent_place
    set -l valued (string split ' ' -- $argv[2])
    set -l words
    set -l is_value 0
    for word in (commandline -opc)[2..-1]
        if test $is_value -eq 1
            set is_value 0
        else if string match -q -- '-*' $word
            contains -- $word $valued; and set is_value 1
        else
            set -a words $word
        end
    end
    test $is_value -eq 0; or return 1
    set -l verbs (math (count $argv) - 2)
    test (count $words) -ge $verbs; or return 1
    test $verbs -eq 0; or test "$words[1..$verbs]" = "$argv[3..-1]"; or return 1
    set -l place (math (count $words) - $verbs)
    string match -q '*+' -- $argv[1]; and test $place -ge (string trim -c + -- $argv[1]); or test $place = $argv[1]
end

# The words that the setting before the cursor may be.
function __scent_setting_values
    switch (commandline -opc)[-1]
        case strategy
            printf '%s\n' early late blend
        case hidden
            printf '%s\n' true false
        case no_ignore
            printf '%s\n' true false
        case follow
            printf '%s\n' true false
        case device
            printf '%s\n' auto cpu gpu
        case mode
            printf '%s\n' hybrid dense lexical
        case warm
            printf '%s\n' true false
        case refresh
            printf '%s\n' true false
    end
end

complete -c scent -f
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a index -d 'Read files and index their passages for searching'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a search -d 'Find passages by meaning, best first'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a ask -d 'Answer a question from your files, with a model on this machine'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a pick -d 'Search while you type, with each passage beside the list, and open what you choose'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a grep -d 'Print the lines that match a query by meaning, without an index'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a similar -d 'Find passages similar to a file, best first'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a cat -d 'Print the text that scent reads from files'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a embed -d 'Turn each line of text into a vector'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a export -d 'Write the passages of an index with their vectors'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a status -d 'Show what an index covers, its size and its last run'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a why -d 'Tell whether files are indexed, and why not'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a check -d 'Verify an index, and list damaged files'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a gc -d 'Free the space that removed files still take in an index'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a forget -d 'Remove all text and vectors of files from an index, on disk too'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a config -d 'Show settings, or change them in config.toml'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a migrate -d 'Change the model of an index, and keep searching meanwhile'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a models -d 'List, describe, choose, fetch, remove, tune or compare models'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a eval -d 'Measure search quality on judged questions'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a serve -d 'Keep the model and the index open, so that searches are faster'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -a help -d 'Show the options of a verb'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -s V -l version -d 'Print the version and exit.'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -l json -d 'With --version: print JSON, with the version of the --json objects too.'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -l no-pager -d 'Do not page results that are longer than the screen.'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -l debug -d 'Show a traceback for unexpected errors.'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search ask pick grep similar cat embed export status why check gc forget config migrate models eval serve' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_at index' -l files-from -r -F -d 'Read more file names from FILE, one per line; - is standard input.'
complete -c scent -n '__scent_at index' -s 0 -l null -d 'Names in --files-from end with NUL bytes.'
complete -c scent -n '__scent_at index' -l index -x -a '(__fish_complete_directories)' -d 'Use the index in DIR instead of the default one.'
complete -c scent -n '__scent_at index' -l model -x -a '(__scent_models; __fish_complete_suffix .gguf)' -d 'Use this embedding model instead of the bundled one: a GGUF file, a static model, a name listed by scent models, or the address of a model on a server, https://HOST/v1/embeddings#NAME.'
complete -c scent -n '__scent_at index' -l strategy -x -a 'early late blend' -d 'How passages are embedded: each alone (early, the default), with the text around it (late), or both (blend).'
complete -c scent -n '__scent_at index' -l chunk-tokens -x -d 'Maximum passage length, in tokens (default: 200).'
complete -c scent -n '__scent_at index' -l window-tokens -x -d 'Longest text that late and blend embed at once, in tokens; 0 uses the model\'s limit.'
complete -c scent -n '__scent_at index' -l hidden -l no-hidden -d 'Include hidden files and directories.'
complete -c scent -n '__scent_at index' -l ignore -l no-ignore -d 'Include files excluded by .gitignore, .ignore and .scentignore.'
complete -c scent -n '__scent_at index' -s L -l follow -l no-follow -d 'Follow symbolic links.'
complete -c scent -n '__scent_at index' -l max-filesize -x -d 'Skip files larger than SIZE, such as 500K, 10M or 2G; 0 for no limit (default: 32M).'
complete -c scent -n '__scent_at index' -l threads -l workers -x -d 'Number of embedding threads; 0 uses every core, or all but one on machines with four or more.'
complete -c scent -n '__scent_at index' -l device -x -a 'auto cpu gpu' -d 'Compute vectors on the CPU (cpu, the default), on a GPU (gpu), or on a GPU where there is one (auto).'
complete -c scent -n '__scent_at index' -l wait -x -d 'Wait up to SECONDS while another process writes to the index (default: 0).'
complete -c scent -n '__scent_at index' -l ready -d 'End as soon as all files can be searched; the next run makes the exact vectors that are still missing.'
complete -c scent -n '__scent_at index' -l watch -d 'Go on until a signal comes: follow the file system, and read what changes as soon as it has settled. Everything is looked at again after TIME, such as 5m (default: 10 minutes, or one where the system does not tell of all changes).'
complete -c scent -n '__scent_at index' -l budget -x -d 'Stop after TIME, such as 90s, 10m or 2h; the next run continues.'
complete -c scent -n '__scent_at index' -l nice -d 'Run with low priority.'
complete -c scent -n '__scent_at index' -l no-progress -l progress -d 'Show progress and the time left: one line on a terminal, lines in a log (the default in runs longer than half a minute, unless --quiet).'
complete -c scent -n '__scent_at index' -l reindex -d 'Embed everything again if the index was made with other settings.'
complete -c scent -n '__scent_at index' -l prune -d 'Forget missing files also where most of a directory is missing, as when a disk is not mounted.'
complete -c scent -n '__scent_at index' -l json -d 'Print JSON, one object per line.'
complete -c scent -n '__scent_at index' -s q -l quiet -d 'Print no progress and no summary, only problems.'
complete -c scent -n '__scent_at index' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_place 0+ '"'"'--files-from --index --model --strategy --chunk-tokens --window-tokens --max-filesize --threads --workers --device --wait --budget'"'"' index' -F -a '(__scent_roots)'
complete -c scent -n '__scent_at search' -l index -x -a '(__fish_complete_directories)' -d 'Use the index in DIR instead of the default one.'
complete -c scent -n '__scent_at search' -s k -l limit -x -d 'Print at most N passages (default: 10).'
complete -c scent -n '__scent_at search' -l mode -x -a 'hybrid dense lexical' -d 'Search by meaning (dense), by words (lexical) or by both (hybrid, the default).'
complete -c scent -n '__scent_at search' -l min-score -x -d 'Leave out passages with a lower score, and no others. By default, passages are left out that do not belong beside the best one, and all of them if even that one is no better than chance.'
complete -c scent -n '__scent_at search' -l all -d 'Show the nearest passages, up to --limit, also those that do not belong beside the best.'
complete -c scent -n '__scent_at search' -l per-file -x -d 'Show at most N passages of a file (0: any number). The rest are counted. By default three, or all where the passages found are from five files or fewer.'
complete -c scent -n '__scent_at search' -l offset -x -d 'Leave out the N best passages. Pages of an index that does not change do not overlap.'
complete -c scent -n '__scent_at search' -l sort -x -a 'score date path' -d 'Order of the passages that are shown: score (best first, the default), date (newest first, by the document\'s own date or else its file\'s) or path (by path and line).'
complete -c scent -n '__scent_at search' -s r -l reverse -d 'Reverse the order: the best, or the newest, last.'
complete -c scent -n '__scent_at search' -s F -l literal -d 'Search QUERY as words only; quotes, +, - and names such as "path:" mean nothing.'
complete -c scent -n '__scent_at search' -l and -x -d 'Find passages that answer TEXT as well as QUERY. Their score is the lowest of the two. May be repeated.'
complete -c scent -n '__scent_at search' -l unlike -x -d 'Rank passages lower, the more they answer TEXT. May be repeated.'
complete -c scent -n '__scent_at search' -l like -r -F -d 'Rank passages higher, the more they are like a file of the index, or lines of it. May be repeated.'
complete -c scent -n '__scent_at search' -l instruction -x -d 'What kind of passage to find, for models that were trained with instructions, such as Qwen3-Embedding.'
complete -c scent -n '__scent_at search' -l expand -x -a 'hyde' -d 'Search by more than the query. hyde: the model of --writer, or of the setting writer, imagines a passage that would answer, and the search is for what is near both. It takes seconds, and helps as much as the model knows of the subject.'
complete -c scent -n '__scent_at search' -l writer -r -F -d 'The model that writes: a chat model in a GGUF file, or the name of one in the directory of models. It runs on this machine.'
complete -c scent -n '__scent_at search' -l rerank -x -a '(echo bundled; __scent_models; __fish_complete_suffix .gguf)' -d 'Rank the best passages again, with another model beside that of the index, which reads them while you wait: a reranker in a GGUF file (a cross-encoder, or a generative one such as Qwen3-Reranker), or an embedding model: a name listed by scent models, a file, or the address of a model on a server. `--rerank none` turns the setting rerank off for this search.'
complete -c scent -n '__scent_at search' -l rerank-best -x -d 'Rank the N best passages again (default: 20).'
complete -c scent -n '__scent_at search' -l rerank-budget -x -d 'Read passages for --rerank for at most MS milliseconds (default: 2000); the others keep their order, behind those that were read.'
complete -c scent -n '__scent_at search' -l explain -d 'Below each result, show the parts of its score, and the words that match.'
complete -c scent -n '__scent_at search' -l files-from -r -F -d 'Read more file names from FILE, one per line; - is standard input.'
complete -c scent -n '__scent_at search' -s l -l files-with-matches -d 'Print only the paths of files, each once, best first.'
complete -c scent -n '__scent_at search' -s 0 -l null -d 'With -l and --format, end each result with a NUL byte, for xargs -0. Names in --files-from end with NUL bytes too.'
complete -c scent -n '__scent_at search' -l json -d 'Print JSON, one object per line.'
complete -c scent -n '__scent_at search' -l format -x -d 'Print each passage in this form, such as \'{path}:{start_line}\\t{text}\', with keys of --json; \\t, \\n and \\0 are escapes.'
complete -c scent -n '__scent_at search' -l vimgrep -d 'Print path:line:column:sentence, for editors.'
complete -c scent -n '__scent_at search' -l passage -d 'Print the whole passage, not only the sentence that answers.'
complete -c scent -n '__scent_at search' -s A -l after-context -x -d 'Show N lines after those that answer.'
complete -c scent -n '__scent_at search' -s B -l before-context -x -d 'Show N lines before those that answer.'
complete -c scent -n '__scent_at search' -s C -l context -x -d 'Show N lines before and after those that answer (default: on a terminal, what fits; else none).'
complete -c scent -n '__scent_at search' -s o -l open -x -d 'Print nothing; open result N, as numbered on a terminal, in $VISUAL or $EDITOR at its line, or in the platform\'s viewer if it is not text. With -l, file N.'
complete -c scent -n '__scent_at search' -l good -x -d 'Print nothing; note that result N, as numbered on a terminal, answers the query, for scent eval --learn. May be repeated.'
complete -c scent -n '__scent_at search' -l bad -x -d 'The same: result N does not answer it. May be repeated.'
complete -c scent -n '__scent_at search' -s q -l quiet -d 'Print no results; only set the exit status.'
complete -c scent -n '__scent_at search' -l stale -x -a 'hide show fail' -d 'What to do with passages of files that have changed since: hide (the default), show (with a mark) or fail.'
complete -c scent -n '__scent_at search' -l color -x -a 'auto always never' -d 'Use colour: auto (on a terminal, the default), always or never.'
complete -c scent -n '__scent_at search' -l refresh -d 'Read what has changed before searching, for at most SECONDS (default: 5; 0: not at all), and say what could not be read in that time.'
complete -c scent -n '__scent_at search' -l cold -l warm -d 'Start a server for later searches if none is running; with --cold, use no server.'
complete -c scent -n '__scent_at search' -s g -l glob -x -d 'Only files whose path matches GLOB, such as \'*.md\' or \'notes/**\'; a leading ! excludes. As in ripgrep, the last GLOB that matches decides.'
complete -c scent -n '__scent_at search' -l iglob -x -d 'Like --glob, ignoring case.'
complete -c scent -n '__scent_at search' -s t -l type -x -a 'adoc arrow asciidoc asm ass assembly bibtex bzip2 c c# c++ chat clojure cmake cpp cs csharp css csv dart diff doc dockerfile docx elixir epub erlang fish history fortran gedcom go graphql gzip haskell hs html ics info ini ipynb java javascript js json jsonl julia jupyter kotlin latex ldif lisp lua mail make man markdown mbox md mhtml nix notebook ocaml odp ods odt org parquet pdf perl php pl po powershell ppt pptx properties protobuf ps py python r rb rst rtf ruby rust scala sh sheet shell sql sqlite srt strings svg swift tar terraform tex text tf toml ts tsv txt typescript vcf vtt whatsapp xls xlsx xml xz yaml yml zig zip zstd' -d 'Only documents of this type, such as md, py or pdf; repeat it for several.'
complete -c scent -n '__scent_at search' -s T -l type-not -x -a 'adoc arrow asciidoc asm ass assembly bibtex bzip2 c c# c++ chat clojure cmake cpp cs csharp css csv dart diff doc dockerfile docx elixir epub erlang fish history fortran gedcom go graphql gzip haskell hs html ics info ini ipynb java javascript js json jsonl julia jupyter kotlin latex ldif lisp lua mail make man markdown mbox md mhtml nix notebook ocaml odp ods odt org parquet pdf perl php pl po powershell ppt pptx properties protobuf ps py python r rb rst rtf ruby rust scala sh sheet shell sql sqlite srt strings svg swift tar terraform tex text tf toml ts tsv txt typescript vcf vtt whatsapp xls xlsx xml xz yaml yml zig zip zstd' -d 'No documents of this type.'
complete -c scent -n '__scent_at search' -l lang -x -d 'Only documents in this language, such as de or German.'
complete -c scent -n '__scent_at search' -l since -x -d 'Only documents dated DATE or later: 2024, 2024-01, 2024-01-31, yesterday, or 2w for two weeks ago.'
complete -c scent -n '__scent_at search' -l until -x -d 'Only documents dated DATE or earlier.'
complete -c scent -n '__scent_at search' -l author -x -d 'Only documents whose author\'s name contains NAME.'
complete -c scent -n '__scent_at search' -l type-list -d 'List the types, each with its formats.'
complete -c scent -n '__scent_at search' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_place 1+ '"'"'--index -k --limit --mode --min-score --per-file --offset --sort --and --unlike --like --instruction --expand --writer --rerank --rerank-best --rerank-budget --files-from --format -A --after-context -B --before-context -C --context -o --open --good --bad --stale --color -g --glob --iglob -t --type -T --type-not --lang --since --until --author'"'"' search' -F -a '(__scent_roots)'
complete -c scent -n '__scent_at ask' -l writer -r -F -d 'The model that writes: a chat model in a GGUF file, or the name of one in the directory of models. It runs on this machine.'
complete -c scent -n '__scent_at ask' -l index -x -a '(__fish_complete_directories)' -d 'Use the index in DIR instead of the default one.'
complete -c scent -n '__scent_at ask' -s k -l limit -x -d 'Give the model at most N passages (default: 6).'
complete -c scent -n '__scent_at ask' -l max-tokens -x -d 'Write at most N tokens (default: 400).'
complete -c scent -n '__scent_at ask' -l budget -x -d 'Write for at most TIME, such as 90s (default: 2m).'
complete -c scent -n '__scent_at ask' -l mode -x -a 'hybrid dense lexical' -d 'Search by meaning (dense), by words (lexical) or by both (hybrid, the default).'
complete -c scent -n '__scent_at ask' -l min-score -x -d 'Leave out passages with a lower score, and no others. By default, passages are left out that do not belong beside the best one, and all of them if even that one is no better than chance.'
complete -c scent -n '__scent_at ask' -l all -d 'Show the nearest passages, up to --limit, also those that do not belong beside the best.'
complete -c scent -n '__scent_at ask' -s F -l literal -d 'Search QUERY as words only; quotes, +, - and names such as "path:" mean nothing.'
complete -c scent -n '__scent_at ask' -l rerank -x -a '(echo bundled; __scent_models; __fish_complete_suffix .gguf)' -d 'Rank the best passages again, with another model beside that of the index, which reads them while you wait: a reranker in a GGUF file (a cross-encoder, or a generative one such as Qwen3-Reranker), or an embedding model: a name listed by scent models, a file, or the address of a model on a server. `--rerank none` turns the setting rerank off for this search.'
complete -c scent -n '__scent_at ask' -l rerank-best -x -d 'Rank the N best passages again (default: 20).'
complete -c scent -n '__scent_at ask' -l rerank-budget -x -d 'Read passages for --rerank for at most MS milliseconds (default: 2000); the others keep their order, behind those that were read.'
complete -c scent -n '__scent_at ask' -l passages -d 'Below the answer, list all passages that the model was given.'
complete -c scent -n '__scent_at ask' -l json -d 'Print JSON, one object per line.'
complete -c scent -n '__scent_at ask' -l color -x -a 'auto always never' -d 'Use colour: auto (on a terminal, the default), always or never.'
complete -c scent -n '__scent_at ask' -l refresh -d 'Read what has changed before searching, for at most SECONDS (default: 5; 0: not at all), and say what could not be read in that time.'
complete -c scent -n '__scent_at ask' -l cold -l warm -d 'Start a server for later searches if none is running; with --cold, use no server.'
complete -c scent -n '__scent_at ask' -s g -l glob -x -d 'Only files whose path matches GLOB, such as \'*.md\' or \'notes/**\'; a leading ! excludes. As in ripgrep, the last GLOB that matches decides.'
complete -c scent -n '__scent_at ask' -l iglob -x -d 'Like --glob, ignoring case.'
complete -c scent -n '__scent_at ask' -s t -l type -x -a 'adoc arrow asciidoc asm ass assembly bibtex bzip2 c c# c++ chat clojure cmake cpp cs csharp css csv dart diff doc dockerfile docx elixir epub erlang fish history fortran gedcom go graphql gzip haskell hs html ics info ini ipynb java javascript js json jsonl julia jupyter kotlin latex ldif lisp lua mail make man markdown mbox md mhtml nix notebook ocaml odp ods odt org parquet pdf perl php pl po powershell ppt pptx properties protobuf ps py python r rb rst rtf ruby rust scala sh sheet shell sql sqlite srt strings svg swift tar terraform tex text tf toml ts tsv txt typescript vcf vtt whatsapp xls xlsx xml xz yaml yml zig zip zstd' -d 'Only documents of this type, such as md, py or pdf; repeat it for several.'
complete -c scent -n '__scent_at ask' -s T -l type-not -x -a 'adoc arrow asciidoc asm ass assembly bibtex bzip2 c c# c++ chat clojure cmake cpp cs csharp css csv dart diff doc dockerfile docx elixir epub erlang fish history fortran gedcom go graphql gzip haskell hs html ics info ini ipynb java javascript js json jsonl julia jupyter kotlin latex ldif lisp lua mail make man markdown mbox md mhtml nix notebook ocaml odp ods odt org parquet pdf perl php pl po powershell ppt pptx properties protobuf ps py python r rb rst rtf ruby rust scala sh sheet shell sql sqlite srt strings svg swift tar terraform tex text tf toml ts tsv txt typescript vcf vtt whatsapp xls xlsx xml xz yaml yml zig zip zstd' -d 'No documents of this type.'
complete -c scent -n '__scent_at ask' -l lang -x -d 'Only documents in this language, such as de or German.'
complete -c scent -n '__scent_at ask' -l since -x -d 'Only documents dated DATE or later: 2024, 2024-01, 2024-01-31, yesterday, or 2w for two weeks ago.'
complete -c scent -n '__scent_at ask' -l until -x -d 'Only documents dated DATE or earlier.'
complete -c scent -n '__scent_at ask' -l author -x -d 'Only documents whose author\'s name contains NAME.'
complete -c scent -n '__scent_at ask' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_place 1+ '"'"'--writer --index -k --limit --max-tokens --budget --mode --min-score --rerank --rerank-best --rerank-budget --color -g --glob --iglob -t --type -T --type-not --lang --since --until --author'"'"' ask' -F -a '(__scent_roots)'
complete -c scent -n '__scent_at pick' -l index -x -a '(__fish_complete_directories)' -d 'Use the index in DIR instead of the default one.'
complete -c scent -n '__scent_at pick' -l print -d 'Print path:line of what you choose, also on a terminal, and open nothing.'
complete -c scent -n '__scent_at pick' -s k -l limit -x -d 'Print at most N passages (default: 10).'
complete -c scent -n '__scent_at pick' -l mode -x -a 'hybrid dense lexical' -d 'Search by meaning (dense), by words (lexical) or by both (hybrid, the default).'
complete -c scent -n '__scent_at pick' -l min-score -x -d 'Leave out passages with a lower score, and no others. By default, passages are left out that do not belong beside the best one, and all of them if even that one is no better than chance.'
complete -c scent -n '__scent_at pick' -l all -d 'Show the nearest passages, up to --limit, also those that do not belong beside the best.'
complete -c scent -n '__scent_at pick' -l per-file -x -d 'Show at most N passages of a file (0: any number). The rest are counted. By default three, or all where the passages found are from five files or fewer.'
complete -c scent -n '__scent_at pick' -l sort -x -a 'score date path' -d 'Order of the passages that are shown: score (best first, the default), date (newest first, by the document\'s own date or else its file\'s) or path (by path and line).'
complete -c scent -n '__scent_at pick' -s r -l reverse -d 'Reverse the order: the best, or the newest, last.'
complete -c scent -n '__scent_at pick' -s F -l literal -d 'Search QUERY as words only; quotes, +, - and names such as "path:" mean nothing.'
complete -c scent -n '__scent_at pick' -l files-from -r -F -d 'Read more file names from FILE, one per line; - is standard input.'
complete -c scent -n '__scent_at pick' -s 0 -l null -d 'Names in --files-from end with NUL bytes.'
complete -c scent -n '__scent_at pick' -l stale -x -a 'hide show fail' -d 'What to do with passages of files that have changed since: hide (the default), show (with a mark) or fail.'
complete -c scent -n '__scent_at pick' -l refresh -d 'Read what has changed before searching, for at most SECONDS (default: 5; 0: not at all), and say what could not be read in that time.'
complete -c scent -n '__scent_at pick' -l color -x -a 'auto always never' -d 'Use colour: auto (on a terminal, the default), always or never.'
complete -c scent -n '__scent_at pick' -s g -l glob -x -d 'Only files whose path matches GLOB, such as \'*.md\' or \'notes/**\'; a leading ! excludes. As in ripgrep, the last GLOB that matches decides.'
complete -c scent -n '__scent_at pick' -l iglob -x -d 'Like --glob, ignoring case.'
complete -c scent -n '__scent_at pick' -s t -l type -x -a 'adoc arrow asciidoc asm ass assembly bibtex bzip2 c c# c++ chat clojure cmake cpp cs csharp css csv dart diff doc dockerfile docx elixir epub erlang fish history fortran gedcom go graphql gzip haskell hs html ics info ini ipynb java javascript js json jsonl julia jupyter kotlin latex ldif lisp lua mail make man markdown mbox md mhtml nix notebook ocaml odp ods odt org parquet pdf perl php pl po powershell ppt pptx properties protobuf ps py python r rb rst rtf ruby rust scala sh sheet shell sql sqlite srt strings svg swift tar terraform tex text tf toml ts tsv txt typescript vcf vtt whatsapp xls xlsx xml xz yaml yml zig zip zstd' -d 'Only documents of this type, such as md, py or pdf; repeat it for several.'
complete -c scent -n '__scent_at pick' -s T -l type-not -x -a 'adoc arrow asciidoc asm ass assembly bibtex bzip2 c c# c++ chat clojure cmake cpp cs csharp css csv dart diff doc dockerfile docx elixir epub erlang fish history fortran gedcom go graphql gzip haskell hs html ics info ini ipynb java javascript js json jsonl julia jupyter kotlin latex ldif lisp lua mail make man markdown mbox md mhtml nix notebook ocaml odp ods odt org parquet pdf perl php pl po powershell ppt pptx properties protobuf ps py python r rb rst rtf ruby rust scala sh sheet shell sql sqlite srt strings svg swift tar terraform tex text tf toml ts tsv txt typescript vcf vtt whatsapp xls xlsx xml xz yaml yml zig zip zstd' -d 'No documents of this type.'
complete -c scent -n '__scent_at pick' -l lang -x -d 'Only documents in this language, such as de or German.'
complete -c scent -n '__scent_at pick' -l since -x -d 'Only documents dated DATE or later: 2024, 2024-01, 2024-01-31, yesterday, or 2w for two weeks ago.'
complete -c scent -n '__scent_at pick' -l until -x -d 'Only documents dated DATE or earlier.'
complete -c scent -n '__scent_at pick' -l author -x -d 'Only documents whose author\'s name contains NAME.'
complete -c scent -n '__scent_at pick' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_place 1+ '"'"'--index -k --limit --mode --min-score --per-file --sort --files-from --stale --color -g --glob --iglob -t --type -T --type-not --lang --since --until --author'"'"' pick' -F -a '(__scent_roots)'
complete -c scent -n '__scent_at grep' -s e -l query -x -d 'Look for QUERY; repeat it to match any of several. All arguments are then FILEs.'
complete -c scent -n '__scent_at grep' -s R -s r -l recursive -d 'Accepted for compatibility with grep; directories are always searched.'
complete -c scent -n '__scent_at grep' -s i -l ignore-case -d 'Accepted for compatibility with grep; meaning has no case.'
complete -c scent -n '__scent_at grep' -l line-buffered -d 'Accepted for compatibility with grep; lines are always printed at once.'
complete -c scent -n '__scent_at grep' -s N -s n -l line-number -l no-line-number -d 'Print line numbers (the default with files and on a terminal).'
complete -c scent -n '__scent_at grep' -s H -s I -s h -l no-filename -l with-filename -d 'Print file names before lines (the default with several files).'
complete -c scent -n '__scent_at grep' -s l -l files-with-matches -d 'Print only the names of files with a match.'
complete -c scent -n '__scent_at grep' -s L -l files-without-match -d 'Print only the names of files without a match.'
complete -c scent -n '__scent_at grep' -s c -l count -d 'Print only the number of matching lines of each file.'
complete -c scent -n '__scent_at grep' -s o -l only-matching -d 'Print only the matching sentences, one per line.'
complete -c scent -n '__scent_at grep' -s A -l after-context -x -d 'Also print N lines after each match.'
complete -c scent -n '__scent_at grep' -s B -l before-context -x -d 'Also print N lines before each match.'
complete -c scent -n '__scent_at grep' -s C -l context -x -d 'Also print N lines before and after each match.'
complete -c scent -n '__scent_at grep' -s m -l max-count -x -d 'Stop after N matching lines in each file.'
complete -c scent -n '__scent_at grep' -l sort -x -a 'score' -d 'Print the best matches first, once everything is read; with -m, only the N best.'
complete -c scent -n '__scent_at grep' -l min-score -x -d 'Minimum score of a match (default: 0.4); lower it to see more.'
complete -c scent -n '__scent_at grep' -l model -x -a '(__scent_models; __fish_complete_suffix .gguf)' -d 'Use this embedding model instead of the bundled one: a GGUF file, a static model, a name listed by scent models, or the address of a model on a server, https://HOST/v1/embeddings#NAME.'
complete -c scent -n '__scent_at grep' -l files-from -r -F -d 'Read more file names from FILE, one per line; - is standard input.'
complete -c scent -n '__scent_at grep' -s g -l glob -x -d 'In directories, only files whose path matches GLOB, such as \'*.md\' or \'src/**\'; a leading ! excludes.'
complete -c scent -n '__scent_at grep' -l iglob -x -d 'Like --glob, ignoring case.'
complete -c scent -n '__scent_at grep' -l hidden -l no-hidden -d 'Include hidden files and directories.'
complete -c scent -n '__scent_at grep' -l ignore -l no-ignore -d 'Include files excluded by .gitignore, .ignore and .scentignore.'
complete -c scent -n '__scent_at grep' -s 0 -s Z -l null -d 'End file names with a NUL byte, for xargs -0. Names in --files-from end with NUL bytes too.'
complete -c scent -n '__scent_at grep' -l json -d 'Print JSON, one object per line.'
complete -c scent -n '__scent_at grep' -s q -l quiet -d 'Print no results; only set the exit status.'
complete -c scent -n '__scent_at grep' -s s -l no-messages -d 'Print nothing about files that cannot be read; only set the exit status.'
complete -c scent -n '__scent_at grep' -l color -x -a 'auto always never' -d 'Use colour: auto (on a terminal, the default), always or never.'
complete -c scent -n '__scent_at grep' -l threads -l workers -x -d 'Number of embedding threads; 0 uses every core, or all but one on machines with four or more.'
complete -c scent -n '__scent_at grep' -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_place 1+ '"'"'-e --query -A --after-context -B --before-context -C --context -m --max-count --sort --min-score --model --files-from -g --glob --iglob --color --threads --workers'"'"' grep' -r -F
complete -c scent -n '__scent_at similar' -l index -x -a '(__fish_complete_directories)' -d 'Use the index in DIR instead of the default one.'
complete -c scent -n '__scent_at similar' -l pairs -d 'Print pairs of passages in the index that are very similar.'
complete -c scent -n '__scent_at similar' -l min-score -x -d 'Minimum similarity, from -1 to 1 (default with --pairs: 0.95). By default, passages are left out that do not belong beside the best one.'
complete -c scent -n '__scent_at similar' -s k -l limit -x -d 'Print at most N passages (default: 10).'
complete -c scent -n '__scent_at similar' -l all -d 'Show the nearest passages, up to --limit, also those that do not belong beside the best.'
complete -c scent -n '__scent_at similar' -l per-file -x -d 'Show at most N passages of a file (0: any number). The rest are counted. By default three, or all where the passages found are from five files or fewer.'
complete -c scent -n '__scent_at similar' -s g -l glob -x -d 'Only files whose path matches GLOB, such as \'*.md\' or \'notes/**\'; a leading ! excludes. As in ripgrep, the last GLOB that matches decides.'
complete -c scent -n '__scent_at similar' -l iglob -x -d 'Like --glob, ignoring case.'
complete -c scent -n '__scent_at similar' -s t -l type -x -a 'adoc arrow asciidoc asm ass assembly bibtex bzip2 c c# c++ chat clojure cmake cpp cs csharp css csv dart diff doc dockerfile docx elixir epub erlang fish history fortran gedcom go graphql gzip haskell hs html ics info ini ipynb java javascript js json jsonl julia jupyter kotlin latex ldif lisp lua mail make man markdown mbox md mhtml nix notebook ocaml odp ods odt org parquet pdf perl php pl po powershell ppt pptx properties protobuf ps py python r rb rst rtf ruby rust scala sh sheet shell sql sqlite srt strings svg swift tar terraform tex text tf toml ts tsv txt typescript vcf vtt whatsapp xls xlsx xml xz yaml yml zig zip zstd' -d 'Only documents of this type, such as md, py or pdf; repeat it for several.'
complete -c scent -n '__scent_at similar' -s T -l type-not -x -a 'adoc arrow asciidoc asm ass assembly bibtex bzip2 c c# c++ chat clojure cmake cpp cs csharp css csv dart diff doc dockerfile docx elixir epub erlang fish history fortran gedcom go graphql gzip haskell hs html ics info ini ipynb java javascript js json jsonl julia jupyter kotlin latex ldif lisp lua mail make man markdown mbox md mhtml nix notebook ocaml odp ods odt org parquet pdf perl php pl po powershell ppt pptx properties protobuf ps py python r rb rst rtf ruby rust scala sh sheet shell sql sqlite srt strings svg swift tar terraform tex text tf toml ts tsv txt typescript vcf vtt whatsapp xls xlsx xml xz yaml yml zig zip zstd' -d 'No documents of this type.'
complete -c scent -n '__scent_at similar' -l lang -x -d 'Only documents in this language, such as de or German.'
complete -c scent -n '__scent_at similar' -l since -x -d 'Only documents dated DATE or later: 2024, 2024-01, 2024-01-31, yesterday, or 2w for two weeks ago.'
complete -c scent -n '__scent_at similar' -l until -x -d 'Only documents dated DATE or earlier.'
complete -c scent -n '__scent_at similar' -l author -x -d 'Only documents whose author\'s name contains NAME.'
complete -c scent -n '__scent_at similar' -s l -l files-with-matches -d 'Print only the paths of files, each once, best first.'
complete -c scent -n '__scent_at similar' -s 0 -l null -d 'With -l and --format, end each result with a NUL byte, for xargs -0.'
complete -c scent -n '__scent_at similar' -l json -d 'Print JSON, one object per line.'
complete -c scent -n '__scent_at similar' -l format -x -d 'Print each passage in this form, such as \'{path}:{start_line}\\t{text}\', with keys of --json; \\t, \\n and \\0 are escapes.'
complete -c scent -n '__scent_at similar' -l vimgrep -d 'Print path:line:column:sentence, for editors.'
complete -c scent -n '__scent_at similar' -l passage -d 'Print the whole passage, not only the sentence that answers.'
complete -c scent -n '__scent_at similar' -s A -l after-context -x -d 'Show N lines after those that answer.'
complete -c scent -n '__scent_at similar' -s B -l before-context -x -d 'Show N lines before those that answer.'
complete -c scent -n '__scent_at similar' -s C -l context -x -d 'Show N lines before and after those that answer (default: on a terminal, what fits; else none).'
complete -c scent -n '__scent_at similar' -l refresh -d 'Read what has changed before searching, for at most SECONDS (default: 5; 0: not at all), and say what could not be read in that time.'
complete -c scent -n '__scent_at similar' -l color -x -a 'auto always never' -d 'Use colour: auto (on a terminal, the default), always or never.'
complete -c scent -n '__scent_at similar' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_place 0 '"'"'--index --min-score -k --limit --per-file -g --glob --iglob -t --type -T --type-not --lang --since --until --author --format -A --after-context -B --before-context -C --context --color'"'"' similar' -r -F
complete -c scent -n '__scent_at cat' -l files-from -r -F -d 'Read more file names from FILE, one per line; - is standard input.'
complete -c scent -n '__scent_at cat' -s 0 -l null -d 'Names in --files-from end with NUL bytes.'
complete -c scent -n '__scent_at cat' -l json -d 'Print JSON, one object per line.'
complete -c scent -n '__scent_at cat' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_place 0+ --files-from cat' -r -F
complete -c scent -n '__scent_at embed' -l files-from -r -F -d 'Read more file names from FILE, one per line; - is standard input.'
complete -c scent -n '__scent_at embed' -s 0 -l null -d 'Texts, and names in --files-from, end with NUL bytes instead of newlines.'
complete -c scent -n '__scent_at embed' -l field -x -d 'Input is one JSON object per line; embed the text of its key NAME.'
complete -c scent -n '__scent_at embed' -l whole -d 'Embed each FILE as one text, in any format that scent reads.'
complete -c scent -n '__scent_at embed' -l query -d 'Embed texts as queries; some models treat queries and passages differently.'
complete -c scent -n '__scent_at embed' -l model -x -a '(__scent_models; __fish_complete_suffix .gguf)' -d 'Use this embedding model instead of the bundled one: a GGUF file, a static model, a name listed by scent models, or the address of a model on a server, https://HOST/v1/embeddings#NAME.'
complete -c scent -n '__scent_at embed' -l dims -x -d 'Keep the first N dimensions of each vector, scaled back to length 1.'
complete -c scent -n '__scent_at embed' -l dtype -x -a 'float32 float16 int8' -d 'Number type: float32 (the default), float16 or int8.'
complete -c scent -n '__scent_at embed' -l to -x -a 'jsonl npy arrow parquet' -d 'Output format: jsonl, npy, arrow or parquet; by default, the ending of --output decides.'
complete -c scent -n '__scent_at embed' -s o -l output -r -F -d 'Write to FILE, replacing it only when everything is written; - is standard output.'
complete -c scent -n '__scent_at embed' -l threads -l workers -x -d 'Number of embedding threads; 0 uses every core, or all but one on machines with four or more.'
complete -c scent -n '__scent_at embed' -l device -x -a 'auto cpu gpu' -d 'Compute vectors on the CPU (cpu, the default), on a GPU (gpu), or on a GPU where there is one (auto).'
complete -c scent -n '__scent_at embed' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_place 0+ '"'"'--files-from --field --model --dims --dtype --to -o --output --threads --workers --device'"'"' embed' -r -F
complete -c scent -n '__scent_at export' -l index -x -a '(__fish_complete_directories)' -d 'Use the index in DIR instead of the default one.'
complete -c scent -n '__scent_at export' -l dtype -x -a 'float32 float16 int8' -d 'Number type: float32 (the default), float16 or int8.'
complete -c scent -n '__scent_at export' -l to -x -a 'jsonl npy arrow parquet' -d 'Output format: jsonl, npy, arrow or parquet; by default, the ending of --output decides.'
complete -c scent -n '__scent_at export' -s o -l output -r -F -d 'Write to FILE, replacing it only when everything is written; - is standard output.'
complete -c scent -n '__scent_at export' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_at status' -l index -x -a '(__fish_complete_directories)' -d 'Use the index in DIR instead of the default one.'
complete -c scent -n '__scent_at status' -l behind -d 'Also count the files that have changed since the last run.'
complete -c scent -n '__scent_at status' -l failed -d 'List only the files that could not be read, with the reason.'
complete -c scent -n '__scent_at status' -l skipped -d 'List only the files that are left out, as a whole or in part, with the reason.'
complete -c scent -n '__scent_at status' -l json -d 'Print JSON, one object per line.'
complete -c scent -n '__scent_at status' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_at why' -l files-from -r -F -d 'Read more file names from FILE, one per line; - is standard input.'
complete -c scent -n '__scent_at why' -s 0 -l null -d 'Names in --files-from end with NUL bytes.'
complete -c scent -n '__scent_at why' -l index -x -a '(__fish_complete_directories)' -d 'Use the index in DIR instead of the default one.'
complete -c scent -n '__scent_at why' -l json -d 'Print JSON, one object per line.'
complete -c scent -n '__scent_at why' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_place 0+ '"'"'--files-from --index'"'"' why' -r -F
complete -c scent -n '__scent_at check' -l index -x -a '(__fish_complete_directories)' -d 'Use the index in DIR instead of the default one.'
complete -c scent -n '__scent_at check' -l repair -d 'Rebuild what can be rebuilt, and list what cannot.'
complete -c scent -n '__scent_at check' -l files -d 'Also read every indexed file, and list those that differ from the index.'
complete -c scent -n '__scent_at check' -l wait -x -d 'Wait up to SECONDS while another process writes to the index (default: 0).'
complete -c scent -n '__scent_at check' -l json -d 'Print JSON, one object per line.'
complete -c scent -n '__scent_at check' -s q -l quiet -d 'Print no results; only set the exit status.'
complete -c scent -n '__scent_at check' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_at gc' -l index -x -a '(__fish_complete_directories)' -d 'Use the index in DIR instead of the default one.'
complete -c scent -n '__scent_at gc' -l wait -x -d 'Wait up to SECONDS while another process writes to the index (default: 0).'
complete -c scent -n '__scent_at gc' -l json -d 'Print JSON, one object per line.'
complete -c scent -n '__scent_at gc' -s q -l quiet -d 'Print no progress and no summary, only problems.'
complete -c scent -n '__scent_at gc' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_at forget' -l files-from -r -F -d 'Read more file names from FILE, one per line; - is standard input.'
complete -c scent -n '__scent_at forget' -s 0 -l null -d 'Names in --files-from end with NUL bytes.'
complete -c scent -n '__scent_at forget' -l index -x -a '(__fish_complete_directories)' -d 'Use the index in DIR instead of the default one.'
complete -c scent -n '__scent_at forget' -l wait -x -d 'Wait up to SECONDS while another process writes to the index (default: 0).'
complete -c scent -n '__scent_at forget' -s n -l dry-run -d 'Only print what would be forgotten, and change nothing.'
complete -c scent -n '__scent_at forget' -s y -l yes -d 'Do not ask; needed where there is no terminal to ask on.'
complete -c scent -n '__scent_at forget' -l json -d 'Print JSON, one object per line.'
complete -c scent -n '__scent_at forget' -s q -l quiet -d 'Print no progress and no summary, only problems.'
complete -c scent -n '__scent_at forget' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_place 0+ '"'"'--files-from --index --wait'"'"' forget' -F -a '(__scent_roots)'
complete -c scent -n '__scent_at config' -l show-origin -d 'Also print where each value comes from: a file, a variable, or default.'
complete -c scent -n '__scent_at config' -l json -d 'Print JSON, one object per line.'
complete -c scent -n '__scent_at config' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_place 0 '"'"''"'"' config' -a 'list get set unset edit path'
complete -c scent -n '__scent_place 1 '"'"''"'"' config' -a 'index cache judgements model writer rerank strategy chunk_tokens window_tokens hidden no_ignore follow max_filesize workers device gpu_layers limit mode min_score per_file generated warm refresh exact_seconds pager'
complete -c scent -n '__scent_place 2 '"'"''"'"' config' -x -a '(__scent_setting_values)'
complete -c scent -n '__scent_at migrate' -l index -x -a '(__fish_complete_directories)' -d 'Use the index in DIR instead of the default one.'
complete -c scent -n '__scent_at migrate' -l model -x -a '(__scent_models; __fish_complete_suffix .gguf)' -d 'Use this embedding model instead of the bundled one: a GGUF file, a static model, a name listed by scent models, or the address of a model on a server, https://HOST/v1/embeddings#NAME.'
complete -c scent -n '__scent_at migrate' -l threads -l workers -x -d 'Number of embedding threads; 0 uses every core, or all but one on machines with four or more.'
complete -c scent -n '__scent_at migrate' -l device -x -a 'auto cpu gpu' -d 'Compute vectors on the CPU (cpu, the default), on a GPU (gpu), or on a GPU where there is one (auto).'
complete -c scent -n '__scent_at migrate' -l wait -x -d 'Wait up to SECONDS while another process writes to the index (default: 0).'
complete -c scent -n '__scent_at migrate' -l ready -d 'End as soon as all files can be searched; the next run makes the exact vectors that are still missing.'
complete -c scent -n '__scent_at migrate' -l nice -d 'Run with low priority.'
complete -c scent -n '__scent_at migrate' -l no-progress -l progress -d 'Show progress and the time left: one line on a terminal, lines in a log (the default in runs longer than half a minute, unless --quiet).'
complete -c scent -n '__scent_at migrate' -l json -d 'Print JSON, one object per line.'
complete -c scent -n '__scent_at migrate' -s q -l quiet -d 'Print no progress and no summary, only problems.'
complete -c scent -n '__scent_at migrate' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_at models' -l force -d 'With remove: remove the model even if the settings or the index use it.'
complete -c scent -n '__scent_at models' -l reset -d 'With tune: discard earlier measurements of the model.'
complete -c scent -n '__scent_at models' -l index -x -a '(__fish_complete_directories)' -d 'Use the index in DIR instead of the default one.'
complete -c scent -n '__scent_at models' -l judge -r -F -d 'With compare: questions about indexed files, as for scent eval.'
complete -c scent -n '__scent_at models' -l plot -r -F -d 'With compare: draw what shorter vectors lose, in an SVG file.'
complete -c scent -n '__scent_at models' -l sample -x -d 'With compare: embed N passages of the index (default: 1000).'
complete -c scent -n '__scent_at models' -l layers -d 'With compare: also measure models without their last layers, if their files can be cut.'
complete -c scent -n '__scent_at models' -l json -d 'Print JSON, one object per line.'
complete -c scent -n '__scent_at models' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_place 0 '"'"'--index --judge --plot --sample'"'"' models' -a 'list info use pull remove tune compare'
complete -c scent -n '__scent_place 1+ '"'"'--index --judge --plot --sample'"'"' models' -x -a '(echo bundled; __scent_models; __fish_complete_suffix .gguf)'
complete -c scent -n '__scent_at eval' -l vary -x -d 'Compare settings: strategy, chunk_tokens, window_tokens, late_weight, dims, mode, model.'
complete -c scent -n '__scent_at eval' -l metric -x -d 'Measures to compute, such as ndcg@10, span-recall@5 or token-iou@5.'
complete -c scent -n '__scent_at eval' -s k -l limit -x -d 'Judge the first N results (default: 10).'
complete -c scent -n '__scent_at eval' -l limit-queries -x -d 'Use only N of the queries, evenly spread.'
complete -c scent -n '__scent_at eval' -l judge -r -F -d 'Questions about your own files, one JSON object per line.'
complete -c scent -n '__scent_at eval' -l learn -d 'Fit the weights of scores to the questions of --judge, or to what scent search --good and --bad have said, and keep them with the index if other questions gain by them for certain.'
complete -c scent -n '__scent_at eval' -l unlearn -d 'Go back to the usual weights: forget what --learn has kept with the index.'
complete -c scent -n '__scent_at eval' -l index -x -a '(__fish_complete_directories)' -d 'Use the index in DIR instead of the default one.'
complete -c scent -n '__scent_at eval' -l qrels -r -F -d 'Judgements in TREC format, instead of the dataset\'s own.'
complete -c scent -n '__scent_at eval' -l model -x -a '(__scent_models; __fish_complete_suffix .gguf)' -d 'Use this embedding model instead of the bundled one: a GGUF file, a static model, a name listed by scent models, or the address of a model on a server, https://HOST/v1/embeddings#NAME.'
complete -c scent -n '__scent_at eval' -l strategy -x -a 'early late blend' -d 'How passages are embedded: each alone (early, the default), with the text around it (late), or both (blend).'
complete -c scent -n '__scent_at eval' -l chunk-tokens -x -d 'Maximum passage length, in tokens (default: 200).'
complete -c scent -n '__scent_at eval' -l window-tokens -x -d 'Longest text that late and blend embed at once, in tokens; 0 uses the model\'s limit.'
complete -c scent -n '__scent_at eval' -l mode -x -a 'hybrid dense lexical' -d 'Search by meaning (dense), by words (lexical) or by both (hybrid, the default).'
complete -c scent -n '__scent_at eval' -l threads -l workers -x -d 'Number of embedding threads; 0 uses every core, or all but one on machines with four or more.'
complete -c scent -n '__scent_at eval' -l suffix -x -d 'Ending of the documents\' file names, such as .py (default: .txt).'
complete -c scent -n '__scent_at eval' -l keep -x -a '(__fish_complete_directories)' -d 'Keep documents and indexes in DIR, and reuse them in later runs.'
complete -c scent -n '__scent_at eval' -l json -d 'Print JSON, one object per line.'
complete -c scent -n '__scent_at eval' -l plot -r -F -d 'Draw the results as a bar chart, in an SVG file.'
complete -c scent -n '__scent_at eval' -l run -r -F -d 'Write rankings for trec_eval; one file per setting if there are several.'
complete -c scent -n '__scent_at eval' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_place 0+ '"'"'--vary --metric -k --limit --limit-queries --judge --index --qrels --model --strategy --chunk-tokens --window-tokens --mode --threads --workers --suffix --keep --plot --run'"'"' eval' -x -a '(__fish_complete_directories)'
complete -c scent -n '__scent_at serve' -l idle -x -d 'Stop after MINUTES without a search (default: 15, or never with --watch; 0: never).'
complete -c scent -n '__scent_at serve' -l watch -d 'Keep the index up to date too, as scent index --watch does, until the server stops.'
complete -c scent -n '__scent_at serve' -s h -l help -d 'Show this message and exit.'
