"""Facts told in sentences, in Norwegian, Swedish and Danish: only what the text says, each value with the words it was read from.

Belongs here: the readers of prose, one module per kind of fact. Does not belong here: where one operation ends on a page and the next
begins (`parsers.record.page_parts`).
"""
