"""The search after a purge: every file below the data folder read to its last text. It shares no code with what erases.

It has what is asked for (`warehouse.erasure.phrases`) and the one reader of WARC records in common with it; kinds of text, charsets and
packed bodies it opens in its own way."""
