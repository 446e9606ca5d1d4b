"""The raw zone: what the registries answered, kept as WARC files with an index and a manifest for each crawl. No network here."""
