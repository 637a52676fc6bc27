# fish completion for scent. Made by tools/generate.py from the command line itself; change that instead.

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

# __scent_at VERB...: whether just these verbs have been said.
function __scent_at
    set -l words (commandline -opc | string match -v -- '-*')[2..-1]
    set -l given (count $argv)
    test (count $words) -ge $given; or return 1
    test $given -eq 0; or test "$words[1..$given]" = "$argv"
end

complete -c scent -f
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search embed status check gc forget eval' -a index -d 'Read files and keep their passages for searching'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search embed status check gc forget eval' -a search -d 'Find passages by what they mean, best first'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search embed status check gc forget eval' -a embed -d 'Make a vector of each text: of each line, unless told otherwise'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search embed status check gc forget eval' -a status -d 'Show what an index covers, its size and its last run'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search embed status check gc forget eval' -a check -d 'Read all of an index and name what is not as it was written'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search embed status check gc forget eval' -a gc -d 'Write anew what still holds anything of removed files, and free its space'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search embed status check gc forget eval' -a forget -d 'Remove all text and vectors of files from an index, on disk too'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search embed status check gc forget eval' -a eval -d 'Measure the search on judged questions'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search embed status check gc forget eval' -s V -l version -d 'Print the version and exit.'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search embed status check gc forget eval' -l debug -d 'Show where an unexpected error came from.'
complete -c scent -n '__scent_at; and not __fish_seen_subcommand_from index search embed status check gc forget eval' -s h -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_at index' -l index -x -a '(__fish_complete_directories)' -d 'The index to use instead of the one in the user\'s data directory.'
complete -c scent -n '__scent_at index' -l model -x -a '(__fish_complete_suffix .gguf)' -d 'An embedding model in a GGUF file instead of the bundled one.'
complete -c scent -n '__scent_at index' -l strategy -x -a 'early late blend' -d 'How passages are embedded: early (each by itself), late (with their surroundings), blend (both).'
complete -c scent -n '__scent_at index' -l chunk-tokens -x -d 'The longest passage, in tokens of the model.'
complete -c scent -n '__scent_at index' -l window-tokens -x -d 'The longest stretch that is embedded together (late, blend), in tokens; 0: what the model is made for.'
complete -c scent -n '__scent_at index' -l hidden -l no-hidden -d 'Take hidden files and directories as well.'
complete -c scent -n '__scent_at index' -l ignore -l no-ignore -d 'Take what .gitignore, .ignore and .scentignore leave out.'
complete -c scent -n '__scent_at index' -s L -l follow -l no-follow -d 'Follow symbolic links.'
complete -c scent -n '__scent_at index' -l max-filesize -x -d 'Leave out larger files: 500K, 10M, 2G; 0 for no limit (32M unless set).'
complete -c scent -n '__scent_at index' -l workers -x -d 'Threads that embed; 0 for one a processor.'
complete -c scent -n '__scent_at index' -l wait -x -d 'How long to wait for another process that writes to the index.'
complete -c scent -n '__scent_at index' -l budget -x -d 'Stop after TIME (90s, 10m, 2h) and keep what is done; go on next time.'
complete -c scent -n '__scent_at index' -l nice -d 'Let other processes go first.'
complete -c scent -n '__scent_at index' -l reindex -d 'Embed everything again if the index was made with other settings.'
complete -c scent -n '__scent_at index' -l json -d 'Print JSON, one object a line.'
complete -c scent -n '__scent_at index' -s q -l quiet -d 'Print no progress and no summary, only what is wrong.'
complete -c scent -n '__scent_at index' -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_at index' -F -a '(__scent_roots)'
complete -c scent -n '__scent_at search' -l index -x -a '(__fish_complete_directories)' -d 'The index to use instead of the one in the user\'s data directory.'
complete -c scent -n '__scent_at search' -s k -l limit -x -d 'Print at most N passages (10 unless set).'
complete -c scent -n '__scent_at search' -l mode -x -a 'hybrid dense lexical' -d 'Search by meaning (dense), by words (lexical), or by both (hybrid, the default).'
complete -c scent -n '__scent_at search' -s l -l files-with-matches -d 'Print only the paths of the files, each once, best first.'
complete -c scent -n '__scent_at search' -s 0 -l null -d 'With -l, end each path with a NUL byte, for xargs -0.'
complete -c scent -n '__scent_at search' -l json -d 'Print JSON, one object a line.'
complete -c scent -n '__scent_at search' -s q -l quiet -d 'Print no results; the exit status tells.'
complete -c scent -n '__scent_at search' -l stale -x -a 'hide show fail' -d 'Passages whose file has changed since: hide them (the default), show them marked, or fail.'
complete -c scent -n '__scent_at search' -l color -x -a 'auto always never' -d 'Use colour: auto (on a terminal, the default), always, never.'
complete -c scent -n '__scent_at search' -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_at search' -F -a '(__scent_roots)'
complete -c scent -n '__scent_at embed' -s 0 -l null -d 'Texts end with NUL bytes, not with lines, and may hold line ends.'
complete -c scent -n '__scent_at embed' -l field -x -d 'Lines are JSON objects; embed the text called NAME.'
complete -c scent -n '__scent_at embed' -l whole -d 'Each FILE is one text, read in whatever format it has.'
complete -c scent -n '__scent_at embed' -l query -d 'Embed what is looked for: some models tell it from passages.'
complete -c scent -n '__scent_at embed' -l model -x -a '(__fish_complete_suffix .gguf)' -d 'An embedding model in a GGUF file instead of the bundled one.'
complete -c scent -n '__scent_at embed' -l dims -x -d 'Keep the first N numbers of each vector, at length one again.'
complete -c scent -n '__scent_at embed' -l dtype -x -a 'float32 float16 int8' -d 'Numbers as float32 (the default), float16 or int8.'
complete -c scent -n '__scent_at embed' -l to -x -a 'jsonl npy arrow parquet' -d 'Write jsonl, npy, arrow or parquet; else what --output ends in.'
complete -c scent -n '__scent_at embed' -s o -l output -r -F -d 'Write to FILE, which changes only once all is done.'
complete -c scent -n '__scent_at embed' -l workers -x -d 'Threads that embed; 0 for one a processor.'
complete -c scent -n '__scent_at embed' -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_at embed' -r -F
complete -c scent -n '__scent_at status' -l index -x -a '(__fish_complete_directories)' -d 'The index to use instead of the one in the user\'s data directory.'
complete -c scent -n '__scent_at status' -l behind -d 'Count the files that have changed since: looks at all of them.'
complete -c scent -n '__scent_at status' -l failed -d 'List the files that could not be read, with the reason.'
complete -c scent -n '__scent_at status' -l json -d 'Print JSON, one object a line.'
complete -c scent -n '__scent_at status' -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_at check' -l index -x -a '(__fish_complete_directories)' -d 'The index to use instead of the one in the user\'s data directory.'
complete -c scent -n '__scent_at check' -l repair -d 'Rebuild what can be rebuilt, and say what cannot.'
complete -c scent -n '__scent_at check' -l wait -x -d 'How long to wait for another process that writes to the index.'
complete -c scent -n '__scent_at check' -l json -d 'Print JSON, one object a line.'
complete -c scent -n '__scent_at check' -s q -l quiet -d 'Print no results; the exit status tells.'
complete -c scent -n '__scent_at check' -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_at gc' -l index -x -a '(__fish_complete_directories)' -d 'The index to use instead of the one in the user\'s data directory.'
complete -c scent -n '__scent_at gc' -l wait -x -d 'How long to wait for another process that writes to the index.'
complete -c scent -n '__scent_at gc' -l json -d 'Print JSON, one object a line.'
complete -c scent -n '__scent_at gc' -s q -l quiet -d 'Print no progress and no summary, only what is wrong.'
complete -c scent -n '__scent_at gc' -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_at forget' -l index -x -a '(__fish_complete_directories)' -d 'The index to use instead of the one in the user\'s data directory.'
complete -c scent -n '__scent_at forget' -l wait -x -d 'How long to wait for another process that writes to the index.'
complete -c scent -n '__scent_at forget' -l json -d 'Print JSON, one object a line.'
complete -c scent -n '__scent_at forget' -s q -l quiet -d 'Print no progress and no summary, only what is wrong.'
complete -c scent -n '__scent_at forget' -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_at forget' -F -a '(__scent_roots)'
complete -c scent -n '__scent_at eval' -l vary -x -d 'Compare settings: strategy, chunk_tokens, window_tokens, late_weight, dims, mode, model.'
complete -c scent -n '__scent_at eval' -l metric -x -d 'Measures, such as ndcg@10, span-recall@5, token-iou@5.'
complete -c scent -n '__scent_at eval' -s k -l limit -x -d 'Judge the first N results.'
complete -c scent -n '__scent_at eval' -l limit-queries -x -d 'Ask only N of the queries, evenly spread.'
complete -c scent -n '__scent_at eval' -l judge -r -F -d 'Questions on your own files, one JSON object a line.'
complete -c scent -n '__scent_at eval' -l qrels -r -F -d 'Judgements in TREC\'s format instead of the dataset\'s.'
complete -c scent -n '__scent_at eval' -l model -x -a '(__fish_complete_suffix .gguf)' -d 'An embedding model in a GGUF file instead of the bundled one.'
complete -c scent -n '__scent_at eval' -l strategy -x -a 'early late blend' -d 'How passages are embedded: early (each by itself), late (with their surroundings), blend (both).'
complete -c scent -n '__scent_at eval' -l chunk-tokens -x -d 'The longest passage, in tokens of the model.'
complete -c scent -n '__scent_at eval' -l window-tokens -x -d 'The longest stretch that is embedded together (late, blend), in tokens; 0: what the model is made for.'
complete -c scent -n '__scent_at eval' -l mode -x -a 'hybrid dense lexical' -d 'Search by meaning (dense), by words (lexical), or by both (hybrid, the default).'
complete -c scent -n '__scent_at eval' -l workers -x -d 'Threads that embed; 0 for one a processor.'
complete -c scent -n '__scent_at eval' -l suffix -x -d 'How the names of the documents\' files end, such as .py (.txt unless set).'
complete -c scent -n '__scent_at eval' -l keep -x -a '(__fish_complete_directories)' -d 'Keep files and indexes in DIR, and use again what is there.'
complete -c scent -n '__scent_at eval' -l json -d 'Print JSON, one object a line.'
complete -c scent -n '__scent_at eval' -l plot -r -F -d 'Draw the results as bars into an SVG file.'
complete -c scent -n '__scent_at eval' -l run -r -F -d 'Write rankings for trec_eval; one file a setting if there are several.'
complete -c scent -n '__scent_at eval' -l help -d 'Show this message and exit.'
complete -c scent -n '__scent_at eval' -x -a '(__fish_complete_directories)'
